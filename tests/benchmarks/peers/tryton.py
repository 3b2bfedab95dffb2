"""Tryton 8 on the same PostgreSQL, in turn with the product: orders of one line, entered as drafts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tests.benchmarks.rounds import compared, timed
from tests.benchmarks.sides import founded, product_side, tidy, warm
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.rounds import Compared

    Enter = Callable[[str, int], float]

PACKAGES = (
    *("trytond==8.0.12", "trytond_sale==8.0.5", "trytond_stock==8.0.5", "trytond_account==8.0.4"),
    *("trytond_account_invoice==8.0.2", "trytond_party==8.0.4", "trytond_product==8.0.2", "proteus==8.0.0"),
    "psycopg[binary,pool]>=3.2",
)
WORKER = Path(__file__).with_name("tryton_worker.py")
KINDS = (("raw", 200, 1 / 20), ("raw", 500, 1 / 20), ("import", 200, 1 / 25))
WORDS = {"raw": "Tryton's Sale.create", "import": "Tryton's import of CSV rows"}
NOTES = (
    "Tryton writes drafts: a sale and its line; prices, units, taxes come with the call (raw) or are",
    "looked up by name (import); no stock, duplicate or price check, and no number before it is quoted.",
    "The product checks names, price, terms and dates, looks for duplicates, reserves stock, numbers the",
    "order, keeps revision, audit row and answer. Both in process, without HTTP, on one PostgreSQL.",
)


def tryton(server: str, *, rounds: int) -> Iterator[Compared]:
    """Yield the comparisons; the first run takes minutes to install Tryton and to found its firm."""
    with _worker(server) as enter, fresh_database(server) as url, founded(url) as engine:
        warm(product_side(engine, size=max(count for _, count, _ in KINDS)))
        tidy(engine)
        for mode, count, most in KINDS:
            ours = product_side(engine, size=count, series=f"peers-{mode}")
            pairs = [(timed(ours, number), enter(mode, count)) for number in range(rounds + 1)][1:]
            name = f"{count} orders: product against {WORDS[mode]}"
            yield compared(name, [one for one, _ in pairs], [other for _, other in pairs], most=most)


@contextmanager
def _worker(server: str) -> Iterator[Enter]:
    """Give what enters orders into a founded Tryton and returns the seconds."""
    home = Path(os.environ.get("SHEETLINE_DATA", "data")).absolute() / "peers" / "tryton-8"
    programs = _installed(home)
    with fresh_database(server) as url:
        environment = _settings(home, url)
        database = url.rpartition("/")[2]
        activate = [
            "-d",
            database,
            "-u",
            "sale",
            "--activate-dependencies",
            "--email",
            "admin@example.com",
            "-l",
            "en",
        ]
        subprocess.run([programs / "trytond-admin", *activate], env=environment, check=True)
        with subprocess.Popen(
            [programs / "python", WORKER, database],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            _answer(process.stdout)

            def enter(mode: str, count: int) -> float:
                print(json.dumps({"mode": mode, "count": count}), file=process.stdin, flush=True)
                return _answer(process.stdout)["seconds"]

            yield enter
            process.communicate()


def _installed(home: Path) -> Path:
    """Make the environment once and return the folder of its programs."""
    folder = home / "venv"
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    done = home / "installed"
    wanted = "\n".join((sys.version, *PACKAGES))
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        venv.create(folder, clear=True, with_pip=True)
        install = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *PACKAGES], check=True)
        done.write_text(wanted, encoding="utf-8")
    return programs


def _settings(home: Path, url: str) -> dict[str, str]:
    settings, password = home / "trytond.conf", home / "password"
    settings.write_text(f"[database]\nuri = {url.rpartition('/')[0]}/\n", encoding="utf-8")
    password.write_text("bench-Admin-12345", encoding="utf-8")
    apart = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**apart, "TRYTOND_CONFIG": str(settings), "TRYTONPASSFILE": str(password)}


def _answer(stream: IO[str] | None) -> dict[str, float]:
    """Return the next line that is JSON; Tryton's own words may stand between."""
    for line in stream or ():
        if line.startswith("{"):
            answer: dict[str, float] = json.loads(line)
            return answer
    raise RuntimeError("Tryton ended")
