import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from snowflake_entrypoints.composition.logs import JsonLines
from snowflake_entrypoints.composition.settings import WrongSettings, read_dotenv, read_settings

GOOD = {
    "SECRET_KEY": "s" * 40,
    "PANEL_URL": "https://panel.example.com",
    "DISCORD_TOKEN": "MTIz.abc.def",
    "DISCORD_CLIENT_ID": "123",
    "DISCORD_CLIENT_SECRET": "hush",
    "BOT_SERVICE_URL": "http://127.0.0.1:8721",
    "BOT_SERVICE_SECRET": "b" * 40,
}


def test_without_servers_it_is_sqlite_in_the_data_folder_and_no_redis() -> None:
    settings = read_settings(GOOD)
    assert settings.database_url == "sqlite+aiosqlite:///var/snowflake.db"
    assert settings.redis_url is None
    assert settings.discord_api_url == "https://discord.com/api/v10"
    assert settings.marketing_url == settings.panel_url


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(WrongSettings, match=f"{name} is missing"):
        read_settings({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("PANEL_URL", "panel.example.com"),
        ("PANEL_URL", "https://panel.example.com/with/path"),
        ("PANEL_URL", "http://panel.example.com:port"),
        ("DISCORD_TOKEN", "nonsense"),
        ("DISCORD_CLIENT_ID", "abc"),
        ("DATABASE_URL", "postgres://localhost/x"),
        ("REDIS_URL", "http://localhost"),
        ("BOT_SERVICE_URL", "ftp://bot"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongSettings, match=f"{name} should be"):
        read_settings({**GOOD, name: value})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(WrongSettings) as wrong:
        read_settings({})
    assert all(name in str(wrong.value) for name in GOOD)


def test_stripe_needs_both_of_its_secrets() -> None:
    with pytest.raises(WrongSettings, match="STRIPE_WEBHOOK_SECRET"):
        read_settings({**GOOD, "STRIPE_SECRET_KEY": "sk_test_1"})


def test_secrets_never_show_in_a_repr() -> None:
    planted = {
        "SECRET_KEY": "canary-secret-key" + "x" * 30,
        "DISCORD_TOKEN": "canary.bot.token",
        "BOT_SERVICE_SECRET": "canary-service" + "x" * 30,
        "DISCORD_CLIENT_SECRET": "canary-client",
        "DATABASE_URL": "mysql+asyncmy://u:canary-db@h/d",
    }
    assert "canary" not in repr(read_settings({**GOOD, **planted}))


def test_a_loopback_panel_listens_on_loopback_only() -> None:
    settings = read_settings({**GOOD, "PANEL_URL": "http://127.0.0.1:9000"})
    assert settings.web_bind == ("127.0.0.1", 9000)
    assert read_settings(GOOD).web_bind == ("0.0.0.0", 8720)  # noqa: S104 - what is asserted
    assert read_settings(GOOD).bot_bind == ("127.0.0.1", 8721)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# a comment\nPANEL_URL="https://a.example"\nSECRET_KEY=from-file\n\n')
    assert read_dotenv(file, {"SECRET_KEY": "from-env"}) == {
        "PANEL_URL": "https://a.example",
        "SECRET_KEY": "from-env",
    }


def test_wrong_settings_end_the_process_with_one_line_and_code_2(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "snowflake_entrypoints.cli.main", "web"],
        env={**GOOD, "SECRET_KEY": "short"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1
    assert "SECRET_KEY should be at least 32 random characters" in lines[0]


def test_a_json_log_line_carries_extras_and_traceback() -> None:
    record = logging.makeLogRecord({"name": "x", "levelname": "ERROR", "msg": "it %s", "args": ("broke",)})
    record.exc_info = (ValueError, ValueError("boom"), None)
    record.tenant = 7
    line = json.loads(JsonLines("web").format(record))
    assert (line["message"], line["process"], line["tenant"]) == ("it broke", "web", 7)
    assert "ValueError: boom" in line["traceback"]
