"""The commonest passwords that are long enough to be accepted otherwise: lower case, letters and digits."""

COMMON_PASSWORDS = frozenset(
    """
    0123456789ab 012345678910 0987654321qwerty 100200300400 111222333444 112233445566 121212121212
    123123123123 123456123456 1234567890ab 1234567890abc 1234567890qwerty
    123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 1234567891011
    123456789101112 123456789abc 123456789qwerty 12345qwert12345 1234abcd1234 1234qwer1234 123abc123abc
    123qwe123qwe 147258369147 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p 1qaz1qaz1qaz
    1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc 2wsx3edc4rfv 654321654321 741852963741 987654321098
    9876543210123 a1b2c3d4e5f6 a1s2d3f4g5h6 aabbccddeeff abc123abc123 abc123456789 abcabcabcabc abcd12345678
    abcd1234abcd abcd1234efgh abcdefghijkl abcdefghijklm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz
    accountant123 accountants123 accounting123 accountspassword admin1234567 admin123456789 admin123admin
    administrator administrator1 adminadminadmin adminpassword adminpassword1 asdasdasdasd asdf1234asdf
    asdfasdfasdf asdfghjkl123 asdfghjkl123456 asdfghjklzxcvbnm azertyuiop123 azertyuiopqs
    bookkeeper123 bookkeeping123 changeme1234 changeme12345 changemenow1 changemeplease changethispassword
    chelseafc1905 computer1234 correcthorsebatterystaple defaultpassword firstname123 footballfootball
    goodpassword1 hello1234567 helloworld12 helloworld123 ihavenopassword iloveyou1234 iloveyou12345
    iloveyou123456 iloveyouforever iloveyousomuch ledgerline12 ledgerline123 ledgerline1234 ledgerlineledgerline
    ledgerlinepassword letmein12345 letmein123456 letmeinletmein letmeinplease liverpool123 liverpool1234
    liverpoolfc1 londonlondon londonlondon1 manchester12 manchester123 manchesterunited manchestercity
    masterpassword mynewpassword mypassword12 mypassword123 mypassword1234 mysecretpassword newpassword1
    newpassword12 newpassword123 p4ssw0rd1234 pa55word1234 passw0rd1234 passw0rd12345 password0000
    password1111 password1212 password1234 password12345 password123456 password1234567 password12345678
    password123456789 password1234567890 password2020 password2021 password2022 password2023 password2024
    password2025 password2026 password4321 passwordpassword passwordpassword1 password1password
    password123password qazwsxedc123 qazwsxedcrfv qazwsxedcrfvtgb qwe123qwe123 qweasdzxc123 qweqweqweqwe
    qwer1234qwer qwert1234567 qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789 qwerty1234567890
    qwertyqwerty qwertyqwerty1 qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop12345
    qwertyuiopasdf qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm rangersfc1872 secretpassword
    secretsecret spring202426 spring2025spring summer123456 summer2024summer sunshine1234 superpassword
    superpassword1 supersecret1 supersecret123 temppassword1 temppassword123 testpassword testpassword1
    testpassword123 testtesttest thisisapassword thisismypassword tottenhamhotspur trustno1trustno1
    unitedkingdom welcome12345 welcome123456 welcome2024welcome welcomehome12 welcometoxero welcomewelcome
    winter123456 xeropassword xeropassword1 xeropassword123 xeroxeroxero zaq12wsxcde3 zxcvbnm12345
    zxcvbnm123456 zxcvbnmasdfghjkl zxcvbnmzxcvbnm
    """.split()
)
