"""Rules about source code, read as text and as a syntax tree; `src` is the folder of the rooms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FILE, ENGINE_FILE, FUNCTION, TEMPLATE = 400, 250, 60, 150
ENGINE = "foundation/lists/"
ASIDE = {"tests", "migrations", "static", "locale", "__pycache__"}


def python(src: Path) -> Iterator[tuple[str, str, ast.Module]]:
    """(path below src, text, tree) of every module, tests and migrations aside."""
    for path in sorted(src.rglob("*.py")):
        inside = path.relative_to(src)
        if ASIDE.isdisjoint(inside.parts):
            text = path.read_text("utf-8")
            yield inside.as_posix(), text, ast.parse(text)


# Sizes


def sizes(src: Path) -> list[str]:
    """Files, functions and templates past their maximum (house.md 3)."""
    found = []
    for path in sorted([*src.rglob("*.py"), *src.rglob("*.html"), *src.rglob("*.js")]):
        inside = path.relative_to(src)
        if {"static", "migrations"} & set(inside.parts):
            continue
        text, name = path.read_text("utf-8"), inside.as_posix()
        most = ENGINE_FILE if name.startswith(ENGINE) else FILE
        most = TEMPLATE if path.suffix == ".html" else most
        if (lines := text.count("\n")) > most:
            found.append(f"{name}: {lines} lines, at most {most}")
        if path.suffix == ".py":
            found += [f"{name}:{what}" for what in _long_functions(ast.parse(text))]
    return found


def _long_functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION:
                yield f"{node.lineno}: {node.name} has {lines} lines, at most {FUNCTION}"


# Who writes

WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
MAYBE_WRITES = {"update", "delete", "raw"}
RAW = {"execute", "executemany"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SETS = MANAGERS | {"filter", "exclude", "all", "get"}
# Below the write helpers: what feeds the journal, and the house's own pipes, which are no records.
WRITERS = (
    "foundation/writes.py",
    "foundation/backup/",  # whole databases, and the notes on how it went
    "foundation/business/reading.py",  # the one row, after every migrate
    "foundation/batches.py",  # how far an import got, and its lock
    "foundation/drafts/",  # what somebody prepares, which is no record yet
    "foundation/takeback.py",
    "foundation/bulk.py",
    "foundation/longwork.py",  # settings of the connection
    "foundation/moment.py",  # likewise
    "foundation/pacing.py",  # likewise
    "foundation/steady.py",
    "foundation/planning.py",
    "foundation/operations.py",
    "foundation/numbers.py",
    "foundation/triggers.py",
    "foundation/checkup.py",  # doctor asks the database about itself
    "foundation/files.py",
    "foundation/images.py",  # an image is encoded, no row is written
    "foundation/pdfchild.py",  # likewise
    "messaging/channels/letter/setting.py",  # a PDF is written
    "messaging/channels/letter/showing.py",  # and drawn
    "foundation/once.py",  # receipts of forms
    "foundation/erasing.py",  # empties the journal, in a maintenance window
    "foundation/ratelimit.py",
    "foundation/presence.py",
    "foundation/summaries.py",  # repairs the tables that operations keep
    "foundation/jobs/",
    "foundation/mail/",
    "foundation/lists/search.py",
    "foundation/lists/following.py",
    "foundation/lists/counts.py",  # one SELECT for all counts
    "foundation/lists/ahead.py",  # one SELECT for the next ids
    "accounts/proofs.py",  # nor is a code that is used up
    "accounts/security.py",  # a failed login is no operation
    "accounts/sessions.py",  # nor is a login
    "accounts/roles.py",  # shipped rows after migrate, under building()
    "people/statuses.py",  # likewise
    "people/demo/papers.py",  # pictures are drawn
    "messaging/door.py",  # likewise
    "messaging/house.py",  # likewise
    "messaging/polling.py",  # how far a mailbox has been read
    "messaging/channels/sms/sending.py",  # transport, like foundation/mail
    "messaging/emptying.py",  # likewise, what they leave behind
    "messaging/operations/bodies.py",  # what shall be forgotten must not enter the journal
    "messaging/operations/forgetting.py",  # likewise, the mails that carried it
    "messaging/demo/messages.py",  # what an invented mail server said
)


def foreign_writes(src: Path) -> list[str]:
    """Writes past the helpers: `.save()`, managers, raw SQL (house.md 4)."""
    found = []
    for name, _text, tree in python(src):
        if name.startswith(WRITERS):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if _is_write(node.func):
                    found.append(f"{name}:{node.lineno}: .{node.func.attr}() past the helpers")
    return found


def _is_write(call: ast.Attribute) -> bool:
    if call.attr in WRITES or call.attr in RAW:
        return True
    if call.attr not in MAYBE_WRITES:
        return False
    names = {node.attr for node in ast.walk(call.value) if isinstance(node, ast.Attribute)}
    return bool(names & (MANAGERS if call.attr == "raw" else SETS))


# Where logic hides

SIGNALS = re.compile(r"\b(pre|post)_(save|delete|init)\b|\bm2m_changed\b|django\.dispatch")
HIDDEN = {"save", "delete", "clean", "full_clean", "save_base", "delete_base"}


def hidden_logic(src: Path) -> list[str]:
    """Model signals, methods of models that act or decide, contrib.admin (ADR 10)."""
    found = []
    for name, text, tree in python(src):
        for number, line in enumerate(text.splitlines(), 1):
            if SIGNALS.search(line):
                found.append(f"{name}:{number}: a signal")
            if "contrib.admin" in line or "contrib import admin" in line:
                found.append(f"{name}:{number}: contrib.admin writes past operations")
        parts = Path(name).parts
        if len(parts) > 1 and parts[1] in {"models.py", "models"}:
            found += [f"{name}:{what}" for what in _acting_models(tree)]
    return found


def _acting_models(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name in HIDDEN:
                    yield f"{inner.lineno}: {node.name}.{inner.name}() is business logic in a model"
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(
            (".operations", ".queries")
        ):
            yield f"{node.lineno}: a model imports {node.module}"


# Loud bugs, open ends, askers


# What goes wrong with one of many must not stop the others, or is the answer itself.
PIPES = (
    "foundation/jobs/",
    "foundation/mail/",
    "foundation/web/",
    "messaging/channels/sms/sending.py",
)


def silent_errors(src: Path) -> list[str]:
    """`except Exception` and bare `except` that do not raise again: bugs stay loud."""
    found = []
    for name, _text, tree in python(src):
        if name.startswith(PIPES):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and _catches_all(node):
                if not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                    found.append(f"{name}:{node.lineno}: an error is swallowed")
    return found


def _catches_all(node: ast.ExceptHandler) -> bool:
    caught = node.type
    return caught is None or (
        isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}
    )


OPEN_END = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def open_ends(src: Path) -> list[str]:
    """Notes to oneself that never get done."""
    found = []
    for path in sorted(src.rglob("*")):
        if path.suffix not in {".py", ".html", ".css", ".js", ".md", ".toml"}:
            continue
        inside = path.relative_to(src)
        if {"dist", "node_modules", "bad"} & set(inside.parts):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if OPEN_END.search(line):
                found.append(f"{inside.as_posix()}:{number}: an open end")
    return found


# accounts makes the actors, so its queries cannot ask one.
WITHOUT_ACTOR = {"accounts", "foundation"}


def nameless_queries(src: Path) -> list[str]:
    """Public queries that do not know who asks (sentence 3)."""
    found = []
    for name, _text, tree in python(src):
        parts = Path(name).parts
        if len(parts) < 2 or parts[1] not in {"queries.py", "queries"}:
            continue
        if parts[0] in WITHOUT_ACTOR:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                if not arguments or arguments[0].arg != "actor":
                    found.append(f"{name}:{node.lineno}: {node.name} does not ask for an actor")
    return found


# What the shell says

SHELL = {"trial", "menu", "business", "theme", "density", "dist", "html_lang", "request_id"}


def hidden_names(src: Path) -> list[str]:
    """Views whose context hides what the shell around the page shows (`web.context`)."""
    return [
        f"{name}:{key.lineno}: {key.value} belongs to the shell"
        for name, _text, tree in python(src)
        if re.search(r"(^|/)views(/|\.py$)", name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and key.value in SHELL
    ]
