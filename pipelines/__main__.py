"""``python -m pipelines`` is ``fangtan``. Nothing else belongs here."""

from pipelines.cli import run

if __name__ == "__main__":
    run()
