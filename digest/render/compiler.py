"""How Jinja compiles the built-in templates: to plainer Python than those of a site.

The built-in templates show records (``digest.pages.views``) that have all their attributes, and call macros and functions that
take no context of Jinja. So ``a.b`` is compiled to ``a.b``, ``a[b]`` to ``a[b]``, a macro to a function and a call to a call;
Jinja's own code would look for an item where there is no attribute, and at each call for a context to pass.
Templates of a site are compiled as Jinja does: they may ask for what is not there, or call what takes a context.
In both, text without a special character is output as it is.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, escape

from digest import builtin_theme


def escaped(value: object) -> str:
    """``value`` as it is output: Markup as it is, anything else escaped."""
    if type(value) is str:
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
            value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return value.replace('"', "&#34;").replace("'", "&#39;")
        return value
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


def macro(function: Callable[..., str], names: tuple[str, ...]) -> Callable[..., Markup]:
    """The macro that Jinja compiled to ``function``, whose parameters have these ``names`` in templates."""

    def call(*values: object, **named: object) -> Markup:
        if len(values) < len(names):
            values += tuple([named.pop(name, missing) for name in names[len(values) :]])  # it knows their defaults
        return str.__new__(Markup, function(*values, **named))

    return call


class _PlainCode(CodeGenerator):
    """Compiles templates of the built-in theme."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - a name of Jinja
        if not self._is_builtin:
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if not self._is_builtin:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        if not self._is_builtin:
            super().visit_Getitem(node, frame)
            return
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        if not self._is_builtin:
            super().macro_def(macro_ref, frame)
            return
        names = tuple(argument.name for argument in macro_ref.node.args)
        self.write(f"environment.macro(macro, {names!r})")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if not self._is_builtin or node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.imported(")
        self.visit(node.template, frame)
        self.write(", context)")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)

    @property
    def _is_builtin(self) -> bool:
        return self.filename is not None and Path(self.filename).parent == builtin_theme()


class TemplateEnvironment(Environment):
    """Jinja's environment with the compiler of this module."""

    code_generator_class = _PlainCode
    escaped, macro = staticmethod(escaped), staticmethod(macro)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._imported: dict[str, TemplateModule] = {}
        self._found: dict[str, Template] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """As Jinja's, which asks its loader each time whether the template is still the same."""
        if not isinstance(name, str) or globals is not None:
            return super().get_template(name, parent, globals)
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = super().get_template(name, parent)
        return found

    def imported(self, name: str, context: Context) -> TemplateModule:
        """The macros of the template ``name``, made once where it sees no globals but those of the environment."""
        found = self._imported.get(name)
        if found is None:
            found = self.get_template(name)._get_default_module(context)  # what the code that Jinja compiles calls
            if len(context.globals_keys) == len(self.globals):
                self._imported[name] = found
        return found
