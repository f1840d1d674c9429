"""Django's template language as it is, with the ways that a page goes a thousand times made short.

Templates, tags and results are Django's own. What is common goes straight (a name that is a key or
an attribute, a plain text, a translation without variables, an address out of numbers, a piece
named in the template); everything else is left to Django, from the beginning (ADR 21).
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, TypeVar

from django.template import Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    Token,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.loader_tags import IncludeNode, construct_relative_path
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django.utils.translation import get_language, gettext, pgettext

from stammkunde.foundation.web import links

T = TypeVar("T")


def _found(current: Any, names: tuple[str, ...]) -> Any:
    """What the further names mean, as `Variable._resolve_lookup` says for the plain cases.

    Raises where it is none of them.
    """
    for at, name in enumerate(names):
        if at:
            if not hasattr(type(current), "__getitem__"):
                current = getattr(current, name)
            elif type(current) is dict:
                current = current[name]
            else:
                raise LookupError(name)
        if callable(current) and not getattr(current, "do_not_call_in_templates", False):
            if getattr(current, "alters_data", False):
                raise LookupError(name)
            current = current()
    return current


class Expression(FilterExpression):
    """A name with its filters; how to go about them is looked at once."""

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        var: Any = self.var
        plain = isinstance(var, Variable) and var.lookups is not None and not var.translate
        self.names: tuple[str, ...] = tuple(var.lookups or ()) if plain else ()
        self.steps = [
            (
                func,
                args,
                getattr(func, "expects_localtime", False),
                getattr(func, "needs_autoescape", False),
                getattr(func, "is_safe", False),
            )
            for func, args in self.filters
        ]

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """As Django's."""
        names = self.names
        if not names or self.var.translate:
            return super().resolve(context, ignore_failures)
        for scope in reversed(context.dicts):
            if names[0] in scope:
                try:
                    value = _found(scope[names[0]], names)
                except Exception:  # noqa: BLE001 - whatever it is: Django goes the same way and says it
                    return super().resolve(context, ignore_failures)
                break
        else:
            if hasattr(type(context), names[0]) or _engine(context).string_if_invalid:
                return super().resolve(context, ignore_failures)
            value = None if ignore_failures else ""
        for func, args, local, escape, safe in self.steps:
            words = [arg.resolve(context) if asks else _safe(arg) for asks, arg in args]
            if local:
                value = template_localtime(value, context.use_tz)
            how = {"autoescape": context.autoescape} if escape else {}
            done = func(value, *words, **how)
            value = _safe(done) if safe and isinstance(value, SafeData) else done
        return value


def _engine(context: Context) -> Any:
    template: Any = context.template
    return template.engine


def _safe(text: Any) -> Any:
    return mark_safe(text)  # noqa: S308 - where Django does


def shown(value: Any, context: Context) -> str:
    """As `render_value_in_context`: texts go straight."""
    if isinstance(value, Promise):
        value = str(value)
    kind = type(value)
    if kind is SafeString:
        return str(value)
    if kind is str:
        return SafeString(html.escape(value)) if context.autoescape else str(value)
    return render_value_in_context(value, context)


class Value(VariableNode):
    """`{{ name }}`"""

    def render(self, context: Context) -> str:
        """The value as text of the page."""
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        return shown(value, context)

    render_annotated = render


class Words(TranslateNode):
    """`{% translate "constant" %}`: the same in one language for ever."""

    said: dict[str | None, str]

    def render(self, context: Context) -> str:
        """The translation."""
        language = get_language()
        if language not in self.said:
            self.said[language] = super().render(context)
        return self.said[language]

    render_annotated = render


class Sentence(BlockTranslateNode):
    """`{% blocktranslate %}` with values, in one number."""

    about: str
    msgid: str
    names: list[str]
    said: dict[str | None, str]

    def render(self, context: Context, nested: bool = False) -> Any:
        """The translation with its values."""
        language = get_language()
        if language not in self.said:
            told = pgettext(self.about, self.msgid) if self.about else gettext(self.msgid)
            self.said[language] = told
        own = {name: value.resolve(context) for name, value in self.extra_context.items()}
        values = {}
        for name in self.names:
            if name not in own and name not in context:
                return super().render(context, nested)
            values[name] = shown(own[name] if name in own else context[name], context)
        try:
            return self.said[language] % values
        except (KeyError, ValueError):
            return super().render(context, nested)


class Link(URLNode):
    """`{% url "name" number … %}`"""

    def render(self, context: Context) -> str:
        """The address, or nothing where it becomes a variable."""
        name = self.view_name.resolve(context)
        match = getattr(getattr(context, "request", None), "resolver_match", None)
        if hasattr(getattr(context, "request", None), "current_app"):
            return super().render(context)
        words = [arg.resolve(context) for arg in self.args]
        url = links.link(name, words, match.namespace if match else None)
        if url is None:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = url
            return ""
        return SafeString(html.escape(url)) if context.autoescape else url


class Piece(IncludeNode):
    """`{% include "constant" %}`"""

    named: str
    piece: Template | None = None

    def render(self, context: Context) -> Any:
        """The piece with its own names."""
        if self.piece is None:
            self.piece = _engine(context).get_template(self.named)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return self.piece.render(context.new(values))
        with context.push(**values):
            return self.piece.render(context)


def _value(node: VariableNode, _origin: Any) -> Node:
    return _as(Value, node)


def _words(node: TranslateNode, _origin: Any) -> Node:
    expression, about = node.filter_expression, node.message_context
    constant = _literal(expression) is not None and (about is None or _literal(about) is not None)
    if node.asvar or node.noop or not constant:
        return node
    return _as(Words, node, said={})


def _sentence(node: BlockTranslateNode, _origin: Any) -> Node:
    about = _literal(node.message_context) if node.message_context else ""
    if node.plural or node.asvar or about is None:
        return node
    msgid, names = node.render_token_list(node.singular)
    return _as(Sentence, node, about=about, msgid=msgid, names=names, said={})


def _link(node: URLNode, _origin: Any) -> Node:
    return node if node.kwargs else _as(Link, node)


def _piece(node: IncludeNode, origin: Any) -> Node:
    named = _literal(node.template)
    if named is None:
        return node
    return _as(Piece, node, named=construct_relative_path(origin.template_name, named))


def _literal(expression: Any) -> str | None:
    """The text of an expression that is a constant text without filters."""
    if not isinstance(expression, FilterExpression) or expression.filters:
        return None
    found: Any = expression.var
    if isinstance(found, Variable):
        found = None if found.lookups is not None else found.literal
    return str(found) if isinstance(found, str) else None


def _as(kind: type[T], node: Node, **more: Any) -> T:
    """The node, going the short way from now on."""
    made = kind.__new__(kind)
    vars(made).update(vars(node), **more)
    return made


SHORT: dict[type[Node], Callable[[Any, Any], Node]] = {
    VariableNode: _value,
    TranslateNode: _words,
    BlockTranslateNode: _sentence,
    URLNode: _link,
    IncludeNode: _piece,
}


class Nodes(NodeList):
    """The nodes of a whole template. Every page asks its shell for the blocks."""

    def get_nodes_by_type(self, nodetype: Any) -> Any:
        """As Django's, looked for once."""
        known = self.__dict__.setdefault("_known", {})
        if nodetype not in known:
            known[nodetype] = super().get_nodes_by_type(nodetype)
        return list(known[nodetype])


class QuickParser(Parser):
    """Builds the short nodes in the place of Django's."""

    def compile_filter(self, token: str) -> FilterExpression:
        """A name with its filters."""
        return Expression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        """Put a node in."""
        short = SHORT.get(type(node))
        super().extend_nodelist(nodelist, short(node, self.origin) if short else node, token)


class QuickTemplate(Template):
    """A template of short nodes."""

    def compile_nodelist(self) -> NodeList:
        """As Django's, by our parser."""
        if self.engine.debug:
            return super().compile_nodelist()
        tokens = Lexer(self.source).tokenize()
        libraries, builtins = self.engine.template_libraries, self.engine.template_builtins
        parser = QuickParser(tokens, libraries, builtins, self.origin)
        nodes = Nodes(parser.parse())
        nodes.contains_nontext = True
        self.extra_data = parser.extra_data
        return nodes


class _Compiling(base.Loader):
    """Makes templates of ours out of what a loader finds."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The first one of this name."""
        for origin in self.get_template_sources(template_name):
            if skip is None or origin not in skip:
                try:
                    source = self.get_contents(origin)  # type: ignore[attr-defined]
                except TemplateDoesNotExist:
                    continue
                return QuickTemplate(source, origin, template_name, self.engine)
        return super().get_template(template_name, skip)  # says what was tried


class Loader(cached.Loader, _Compiling):
    """Django's cached loader; each template is compiled by `QuickTemplate`."""
