"""The file of settings: nothing has to stand in it, and what stands in it is understood or refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from pipelines.settings import FILE_NAME, VARIABLE, BadSettings, Settings, load, settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory and an environment that say nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)


def stated(text: str) -> Settings:
    """The settings of a file that holds this."""
    path = Path(FILE_NAME).absolute()
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_without_a_file_everything_has_a_default() -> None:
    """Nothing needs to be set to build."""
    assert settings() == Settings()


def test_the_file_of_the_repository_shows_every_setting_with_its_default() -> None:
    """Taking the # away changes nothing; no setting is left out."""
    text = (ROOT / FILE_NAME).read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"paths": {}, "build": {}, "publish": {}, "alerts": {}}
    assert tomllib.loads(re.sub(r"(?m)^# (?=\w+ = )", "", text)) == asdict(Settings())


def test_the_file_of_the_working_directory_is_read_and_another_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a variable, as services have one."""
    (tmp_path / FILE_NAME).write_text('timezone = "Asia/Shanghai"', encoding="utf-8")
    (tmp_path / "mine.toml").write_text("[alerts]\nfall = 1", encoding="utf-8")
    assert settings().timezone == "Asia/Shanghai"
    monkeypatch.setenv(VARIABLE, "mine.toml")
    assert (settings().timezone, settings().alerts.fall) == ("UTC", 1.0)


def test_folders_are_relative_to_the_file_and_addresses_stay(tmp_path: Path) -> None:
    """Wherever the process was started."""
    paths = stated('[paths]\nraw = "in"\nout = "s3://bucket/out"\nscratch = "~/x"').paths
    assert (paths.raw, paths.out, paths.work) == (str(tmp_path / "in"), "s3://bucket/out", "")
    assert paths.scratch == str(Path.home() / "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[paths]\nrow = 'x'", "there is no setting paths.row; there are out, raw"),
        ("[path]\nraw = 'x'", "there is no setting path; there are alerts, build"),
        ("paths = 'x'", "paths is a section: write [paths]"),
        ("[publish]\nprivate = 'yes'", "publish.private is 'yes', and should be of the kind true or false"),
        ("[build]\nfresh_hours = 0", "build.fresh_hours is 0, and should be at least 1"),
        ("[build]\nfresh_hours = true", "build.fresh_hours is True"),
        ("[alerts]\nfall = 2", "alerts.fall is 2.0, and should be a share"),
        ("timezone = 'Mars'", "timezone 'Mars' is not known; write one like Asia/Shanghai"),
        ("timezone = '../x'", "is not known"),
        ("a b", "(at line 1"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_file_place_and_remedy(text: str, said: str, tmp_path: Path) -> None:
    """A misspelt setting must not be passed over."""
    with pytest.raises(BadSettings, match=re.escape(str(tmp_path / FILE_NAME))) as refused:
        stated(text)
    assert said in str(refused.value)


def test_a_named_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Defaults in its place would build somebody else's folder."""
    monkeypatch.setenv(VARIABLE, "none.toml")
    with pytest.raises(BadSettings, match="cannot be read"):
        settings()
