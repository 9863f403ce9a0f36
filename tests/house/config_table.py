"""The README's table of settings, as it follows from the settings themselves."""

from __future__ import annotations

from app.variables import DEMO_SETTINGS, SETTINGS, Setting

HEAD = "| variable | meaning | default | example |\n| --- | --- | --- | --- |"


def table(settings: tuple[Setting, ...]) -> str:
    return "\n".join([HEAD, *(row(setting) for setting in settings)])


def row(setting: Setting) -> str:
    default = "must be set" if setting.default is None else f"`{setting.default}`"
    return f"| `{setting.name}` | {setting.meaning} | {default} | `{setting.name}={setting.example}` |"


if __name__ == "__main__":
    print(table(SETTINGS), table(DEMO_SETTINGS), sep="\n\n")
