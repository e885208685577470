"""Pages from templates and wording. Everything that varies is escaped; nothing comes from elsewhere."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import web
from babel import Locale
from jinja2 import DictLoader, Environment, StrictUndefined

from surveys.questionnaire.definition import Questionnaire
from surveys.questionnaire.wording import Catalogue
from surveys.service.context import Service

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
#: The oldest age of a variant whose pages are set larger, as easy read's are.
_LARGE_TO_AGE = 7


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to, under an address that changes with it."""

    address: str
    body: bytes
    kind: str


def assets() -> dict[str, Asset]:
    """Every static file by name."""
    return {path.name: _asset(path) for path in sorted((_HERE / "static").iterdir())}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    address = f"/static/{sha256(body).hexdigest()[:12]}/{path.name}"
    return Asset(address, gzip.compress(body, mtime=0), _TYPES[path.suffix])


class Paper:
    """Writes pages. ``words`` of a questionnaire come before the interface's own.

    Every template is read as it starts: an upgrade puts newer ones there, for a newer program, while this one serves.
    """

    def __init__(self, service: Service, templates: Path = TEMPLATES) -> None:
        self._service = service
        self._assets = assets()
        texts = {path.name: path.read_text(encoding="utf-8") for path in templates.iterdir()}
        self._templates = Environment(
            loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined, auto_reload=False,
            trim_blocks=True, lstrip_blocks=True)  # fmt: skip

    def page(
        self, template: str, *, questionnaire: Questionnaire | None = None, status: int = 200, **values: Any
    ) -> web.Response:
        """One page. Answers are on it only where a handler hands them in."""
        text = self._templates.get_template(f"{template}.html").render(**self._around(questionnaire), **values)
        return web.Response(text=text, status=status, content_type="text/html")

    def asset(self, name: str) -> Asset | None:
        """A static file."""
        return self._assets.get(name)

    def _around(self, questionnaire: Questionnaire | None) -> dict[str, Any]:
        catalogue = self._service.library.catalogue(questionnaire.language if questionnaire else "en")
        return {
            "say": _say(catalogue, questionnaire),
            "language": catalogue.language,
            "direction": Locale.parse(catalogue.language, sep="-").text_direction,
            "large": questionnaire is not None and self._is_large(questionnaire),
            "help_lines": self._service.authority.help_lines,
            "alert_route": self._service.route.open,
            "address_of": lambda name: self._assets[name].address,
        }

    def _is_large(self, questionnaire: Questionnaire) -> bool:
        variants = {each.id: each for each in self._service.library.variants(questionnaire.id)}
        variant = variants.get(questionnaire.variant)
        return variant is not None and (variant.easy_read or variant.ages[1] <= _LARGE_TO_AGE)


def _say(catalogue: Catalogue, questionnaire: Questionnaire | None) -> Callable[..., str]:
    id_, variant = (questionnaire.id, questionnaire.variant) if questionnaire else (None, None)

    def say(key: str, **args: Any) -> str:
        return catalogue.say(key, id_, variant, **args)

    return say
