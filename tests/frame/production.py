"""An environment that a production installation would accept."""

import base64

PRODUCTION = {
    "PUBLIC_URL": "https://ledgerline.example.com",
    "SECRET_KEY": "0c54a1b7f29e4d6c8b3a5f7e9d1c2b4a6f8e0d2c",
    "TOKEN_KEYS": "2026a:" + base64.b64encode(b"thirty-two bytes, and not a one ").decode(),
    "XERO_CLIENT_ID": "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
    "XERO_CLIENT_SECRET": "a-secret-of-the-practice-itself",
}
