"""What no file may do, found in the syntax; each rule is shown to find what it forbids."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.source import Source, dotted, last_name, sources

SERVICES = sources("services")
ALL = sources("services", "infra")

Finding = Iterator[ast.AST]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


# --- rules: each yields the places where a file breaks it ---------------------------------------

AWS = "services/runtime/aws"
CLOUD = "infra/cloud"
"""Plays AWS on one machine, and so speaks to it as an operator would; no function runs its code."""
SDK = {"boto3", "botocore"}


def names_the_sdk(source: Source) -> Finding:
    """Only services/runtime/aws imports boto3 or botocore, and who deploys the local cloud."""
    if source.within(AWS, CLOUD):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case ast.Call(args=[ast.Constant(value=str(module)), *_]) if last_name(node) in {
                "__import__",
                "import_module",
            }:
                modules = [module]
            case _:
                modules = []
        if any(module.partition(".")[0] in SDK for module in modules):
            yield node


CHECKED = {
    "put_events": "FailedEntryCount",
    "send_message_batch": "Failed",
    "batch_get_item": "UnprocessedKeys",
    "send_bulk_email": "BulkEmailEntryResults",
}
"""Calls of AWS that succeed and yet may have done only a part, and the part that tells."""


def leaves_an_answer_unread(source: Source) -> Finding:
    """An answer that may hold refusals is read in the function that asked for it."""
    for function in _functions(source.tree):
        read = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
        for call in _calls(function):
            if last_name(call) in CHECKED and CHECKED[last_name(call)] not in read:
                yield call


def drops_what_was_refused(source: Source) -> Finding:
    """What `bus.publish` and `mail.send` say about refusals is used."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = dotted(node.value.func)
            asked = dotted_through_calls(node.value.func)
            if (called or asked).endswith(("bus.publish", "mail.send")):
                yield node


def dotted_through_calls(node: ast.AST) -> str:
    """`platform.current.bus.publish` for `platform.current().bus.publish`."""
    if isinstance(node, ast.Call):
        return dotted_through_calls(node.func)
    if isinstance(node, ast.Attribute):
        return f"{dotted_through_calls(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def tries_mail_twice(source: Source) -> Finding:
    """Clients are made in one file, and that for mail with exactly one attempt."""
    if source.within(CLOUD):
        return
    for call in _calls(source.tree):
        if last_name(call) in {"client", "resource"} and source.path != f"{AWS}/clients.py":
            yield call
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and first.value in {"ses", "sesv2"}:
            attempts = {k.arg: k.value for k in call.keywords}.get("attempts")
            if not (isinstance(attempts, ast.Constant) and attempts.value == 1):
                yield call


LOGS = "services/runtime/logs.py"
RAW = {"event", "record", "records", "body", "message", "request", "detail", "wish", "item"}


def says_too_much(source: Source) -> Finding:
    """Services speak through runtime.logs only, and never hand it a whole event."""
    if source.path == LOGS:
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Name("print")):
                yield node
            case ast.Import(names) if any(alias.name == "logging" for alias in names):
                yield node
            case ast.ImportFrom(module="logging" | "aws_lambda_powertools.logging"):
                yield node
            case ast.Call() if dotted(node.func).startswith(("logs.", "logger.")):
                values = [*node.args, *(keyword.value for keyword in node.keywords)]
                if any(isinstance(value, ast.Name) and value.id in RAW for value in values):
                    yield node
            case ast.keyword(arg="log_event"):
                yield node


CLOCKS = ("services/runtime/aws/clock.py", "services/runtime/embedded/clock.py")
# When a figure was measured, a name that was never used before, and the other half of the movable
# clock: all of it outside the functions.
OF_THE_OPERATOR = (
    "infra/bench/__main__.py",
    "infra/cloud/clock.py",
    "infra/cloud/stack.py",
    "infra/command_line/exporting.py",
)
READS_A_CLOCK = {
    "date.today",
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}


def reads_a_clock(source: Source) -> Finding:
    """Only the clocks know what time it is, and they say it with a zone."""
    if source.path in OF_THE_OPERATOR:
        return
    for call in _calls(source.tree):
        if dotted(call.func) in READS_A_CLOCK:
            naive = dotted(call.func).rpartition(".")[2] != "now" or not call.args
            if naive or source.path not in CLOCKS:
                yield call


RANDOMNESS = ("services/runtime/aws/ids.py", "services/runtime/embedded/ids.py")
ROLLS_DICE = ("random.", "secrets.", "uuid.", "os.urandom")
# The pause before another try is nobody's id, and need not be repeatable.
HARMLESS_DICE = {("services/runtime/aws/tables.py", "random.uniform")}


def rolls_dice(source: Source) -> Finding:
    """Randomness comes from the platform's ids, so that a simulated world can be repeated."""
    if source.path in RANDOMNESS:
        return
    for call in _calls(source.tree):
        called = dotted(call.func)
        if called.startswith(ROLLS_DICE) and (source.path, called) not in HARMLESS_DICE:
            yield call


def _at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """Everything that runs when the file is imported: all but the insides of functions."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            waiting += [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
            waiting += getattr(node, "decorator_list", [])
        else:
            waiting += ast.iter_child_nodes(node)


OUTSIDE = ("boto3.", "platform.", "Clients", "AwsPlatform", "EmbeddedPlatform")


def calls_out_at_import(source: Source) -> Finding:
    """Importing a file asks nobody anything: no platform, no client, no setting."""
    for node in _at_import(source.tree):
        if isinstance(node, ast.Call) and dotted_through_calls(node.func).startswith(OUTSIDE):
            yield node


def reads_the_environment(source: Source) -> Finding:
    """Settings come from the platform; only the platform of AWS knows that they are variables."""
    if source.path == f"{AWS}/platform.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}:
            yield node


# --- the code keeps the rules -------------------------------------------------------------------

Rule = Callable[[Source], Finding]
RULES: list[tuple[Rule, tuple[Source, ...]]] = [
    (names_the_sdk, ALL),
    (leaves_an_answer_unread, ALL),
    (drops_what_was_refused, ALL),
    (tries_mail_twice, ALL),
    (says_too_much, SERVICES),
    (reads_a_clock, ALL),
    (rolls_dice, SERVICES),
    (calls_out_at_import, SERVICES),
    (reads_the_environment, SERVICES),
]


@pytest.mark.parametrize(("rule", "where"), RULES, ids=lambda value: getattr(value, "__name__", ""))
def test_no_file_breaks_the_rule(rule: Rule, where: tuple[Source, ...]) -> None:
    found = [
        f"{source.path}:{getattr(node, 'lineno', '?')}" for source in where for node in rule(source)
    ]

    assert found == [], rule.__doc__


# --- the rules find what they forbid ------------------------------------------------------------

NOTES, BUS, CLOCK = "services/notes/commands.py", f"{AWS}/bus.py", CLOCKS[0]
FORBIDDEN: list[tuple[Rule, str, str]] = [
    (names_the_sdk, NOTES, "import boto3"),
    (names_the_sdk, NOTES, "from botocore.exceptions import ClientError"),
    (names_the_sdk, NOTES, "def f():\n    import boto3.session as s"),
    (names_the_sdk, NOTES, "importlib.import_module('boto3')"),
    (names_the_sdk, NOTES, "__import__('botocore.config')"),
    (leaves_an_answer_unread, BUS, "def f(c):\n    c.put_events(Entries=[])"),
    (leaves_an_answer_unread, BUS, "def f(c):\n    return c.put_events(Entries=[])['Entries']"),
    (leaves_an_answer_unread, BUS, "def f(c):\n    c.sqs.send_message_batch(Entries=[])"),
    (leaves_an_answer_unread, BUS, "def f(c):\n    return c.batch_get_item()['Responses']"),
    (drops_what_was_refused, NOTES, "def f():\n    platform.current().bus.publish([])"),
    (drops_what_was_refused, NOTES, "def f(self):\n    self.mail.send(a, b)"),
    (tries_mail_twice, f"{AWS}/clients.py", "self._client('sesv2', attempts=3)"),
    (tries_mail_twice, f"{AWS}/clients.py", "self._client('sesv2')"),
    (tries_mail_twice, f"{AWS}/mail.py", "session.client('sqs')"),
    (says_too_much, NOTES, "print(event)"),
    (says_too_much, NOTES, "def f():\n    import logging"),
    (says_too_much, NOTES, "from aws_lambda_powertools.logging import Logger"),
    (says_too_much, NOTES, "logs.info('heard', kind=event)"),
    (says_too_much, NOTES, "logs.error(body)"),
    (says_too_much, NOTES, "inject(log_event=True)"),
    (reads_a_clock, NOTES, "datetime.now(UTC)"),
    (reads_a_clock, NOTES, "datetime.datetime.utcnow()"),
    (reads_a_clock, NOTES, "time.time()"),
    (reads_a_clock, NOTES, "date.today()"),
    (reads_a_clock, CLOCK, "datetime.now()"),
    (reads_a_clock, CLOCK, "datetime.utcnow()"),
    (rolls_dice, NOTES, "uuid.uuid4()"),
    (rolls_dice, NOTES, "secrets.token_hex()"),
    (calls_out_at_import, NOTES, "TABLE = platform.setting('NOTES_TABLE')"),
    (calls_out_at_import, NOTES, "TABLES = platform.current().tables"),
    (calls_out_at_import, NOTES, "class A:\n    now = platform.now()"),
    (calls_out_at_import, NOTES, "def f(now=platform.now()): ..."),
    (calls_out_at_import, NOTES, "if True:\n    c = boto3.client('sqs')"),
    (reads_the_environment, NOTES, "os.environ['NOTES_TABLE']"),
    (reads_the_environment, NOTES, "os.getenv('NOTES_TABLE')"),
]


@pytest.mark.parametrize(("rule", "path", "text"), FORBIDDEN, ids=[text for *_, text in FORBIDDEN])
def test_the_rule_bites(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text)))


ALLOWED: list[tuple[Rule, str, str]] = [
    (names_the_sdk, BUS, "import boto3"),
    (leaves_an_answer_unread, BUS, "def f(c):\n    return c.put_events()['FailedEntryCount']"),
    (drops_what_was_refused, NOTES, "def f():\n    refused = platform.current().bus.publish([])"),
    (tries_mail_twice, f"{AWS}/clients.py", "self._client('sesv2', attempts=1)"),
    (says_too_much, NOTES, "logs.info('heard', event_id=event['event_id'])"),
    (says_too_much, LOGS, "print(line)"),
    (reads_a_clock, CLOCK, "datetime.now(UTC)"),
    (reads_a_clock, NOTES, "platform.now()"),
    (calls_out_at_import, NOTES, "def f():\n    return platform.now()"),
    (calls_out_at_import, NOTES, "f = lambda: platform.now()"),
]


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=[text for *_, text in ALLOWED])
def test_the_rule_lets_good_code_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []


def test_every_rule_was_seen_to_bite() -> None:
    assert {rule for rule, *_ in FORBIDDEN} == {rule for rule, _ in RULES}
