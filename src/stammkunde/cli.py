"""`stammkunde <command>`: the product's own command line, usable by scripts without a prompt."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

# Order of `stammkunde help`; each is a Django management command with underscores.
COMMANDS = {
    "init": "Datenverzeichnis und Datenbank anlegen oder auf den neuesten Stand bringen",
    "serve": "Webserver starten (--worker: mit Hintergrundarbeiten)",
    "worker": "Hintergrundarbeiten: Aufträge, Zeitplan, E-Mail-Versand",
    "create-owner": "Inhaberkonto anlegen (--email, --password-stdin)",
    "reset-factors": "Einem Konto die zweiten Faktoren nehmen (--email)",
    "import-customers": "Kundenliste einlesen (CSV, XLSX)",
    "import-template": "Vorlage für eine Kundenliste schreiben (--kind, CSV oder XLSX)",
    "imports": "Die letzten Importe auflisten",
    "undo-import": "Einen Import zurücknehmen",
    "export-customers": "Kundenliste ausgeben (CSV, XLSX)",
    "backup": "Sichern: Datenbank und Dateien in eine geprüfte Datei",
    "restore": "Eine Sicherung an einen leeren Platz zurückspielen",
    "move-database": "Umziehen: von SQLite nach PostgreSQL oder zurück",
    "read-bounce": "Sagen, was in zurückgekommenen E-Mails steht (DATEI ... --json)",
    "demo": "Erfundene Beispieldaten laden",
    "doctor": "Prüfen, ob alles in Ordnung ist",
    "check-summaries": "Zusammenfassungen neu berechnen und vergleichen",
}
# What only reads files needs no installation.
ALONE = {"read-bounce": "stammkunde.messaging.management.commands.read_bounce"}
DJANGO_COMMANDS = {"migrate", "shell", "check", "makemigrations", "showmigrations", "dbshell"}


def main(argv: list[str] | None = None) -> None:
    """Run one command. Exit code 2 when the configuration or the command is wrong."""
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] in {"help", "--help", "-h"}:
        print(_help())
        return
    if args[0] in {"--version", "version"}:
        from stammkunde.version import __version__

        print(__version__)
        return
    if args[0] not in COMMANDS and args[0] not in DJANGO_COMMANDS:
        print(f"Unbekannter Befehl: {args[0]}\n\n{_help()}", file=sys.stderr)
        raise SystemExit(2)
    if args[0] in ALONE:
        import_module(ALONE[args[0]]).Command().run_from_argv(["stammkunde", *args])
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stammkunde.settings")
    try:
        _load()
        from django.core.management import execute_from_command_line

        execute_from_command_line(["stammkunde", args[0].replace("-", "_"), *args[1:]])
    except SystemExit as problem:  # BadConfiguration; importing its name would read the settings
        if message := getattr(problem, "message", ""):
            print(message, file=sys.stderr)
        raise


def _load() -> None:
    """Load all rooms. What that makes stays, so Python looks for no garbage in it: not while it is
    being made, which is a tenth of the start, and not later."""
    gc.disable()
    try:
        import django

        django.setup()
    finally:
        gc.enable()
    gc.freeze()


def _help() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{text}" for name, text in COMMANDS.items()]
    return "\n".join(["stammkunde <Befehl> [--help]", "", *lines])


if __name__ == "__main__":
    main()
