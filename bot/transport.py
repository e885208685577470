"""The way to Telegram: python-telegram-bot's Bot over our own request class on aiohttp's client.

Addresses of the Bot API hold the token, so no error that leaves here and no log line quotes one.
"""

import json
import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from surveys.meters import CALLS

# These print texts and addresses below WARNING. They are held here, in code, because a setting can be changed.
for _noisy in ("telegram", "httpx", "httpcore"):
    logging.getLogger(_noisy).setLevel(logging.WARNING)

# The library's waits as timedelta: asking for its older whole numbers makes it warn each time.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_CONNECT_SECONDS = 10.0
_REQUEST_SECONDS = 20.0
_JSON = {"Content-Type": "application/json"}
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
#: No answer, or one that is not what Telegram answers, which its library falls over.
UNANSWERED = (TelegramError, TypeError, ValueError, AttributeError)
#: How an answer begins that says yes; a whole message may follow, which takes longer to read than it did to ask.
_TAKEN = (b'{"ok":true', b'{"ok": true')
#: Usernames by token.
_names: dict[str, str] = {}


class AiohttpRequest(BaseRequest):
    """Requests to the Bot API over one aiohttp session, opened with the first of them."""

    __slots__ = ("_session",)

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return _REQUEST_SECONDS

    async def initialize(self) -> None:
        """Nothing to do: the session opens with the first request."""

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917  # the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Send one request. Raises TimedOut or NetworkError, without the address."""
        del write_timeout, connect_timeout, pool_timeout  # one timeout, of the whole request, is enough
        total = read_timeout if isinstance(read_timeout, int | float) else _REQUEST_SECONDS
        timeout = ClientTimeout(total=total, sock_connect=_CONNECT_SECONDS)
        fields = _encoded(request_data.parameters if request_data else {}).encode()
        try:
            async with self._opened().request(method, _at(url), data=fields, timeout=timeout) as response:
                read = await response.read()
        except TimeoutError:
            _note(url, "timeout")
            raise TimedOut from None
        except (ClientError, OSError) as error:
            _note(url, "unreached")
            raise NetworkError(type(error).__name__) from None
        _note(url, str(response.status))
        return response.status, read

    async def done(self, url: str, fields: dict[str, Any]) -> None:
        """Send one request and see that it was taken; what came of it is left unread. Raises as the library's."""
        answer = await self._request_wrapper(url, "POST", cast("RequestData", _Fields(fields)))
        if not answer.startswith(_TAKEN):
            self.parse_json_payload(answer)

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(headers=_JSON, cookie_jar=DummyCookieJar())
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. The library's own reading would log one that it cannot read, texts and all."""
        try:
            read = json.loads(payload)
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            raise TelegramError("Telegram's answer could not be read.")
        return read


@dataclass(frozen=True, slots=True)
class _Fields:
    """Fields of a request that are JSON already: all that :meth:`AiohttpRequest.do_request` asks of its data."""

    parameters: dict[str, Any]


class BotApi:
    """A bot at a Bot API server. ``do`` and ``call`` do what is said to people; ``updates`` fetches what they did.

    ``bot`` is the library's, for everything that is done once.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self._sending, self._polling = AiohttpRequest(), AiohttpRequest()
        self._address = f"{api_url}/bot{token}/"
        self.id = token.partition(":")[0]
        self.bot = Bot(token, base_url=f"{api_url}/bot", request=self._sending, get_updates_request=self._polling)

    async def do(self, method: str, fields: dict[str, Any]) -> None:
        """Do one thing that a person sees. Raises as :meth:`call`."""
        await self._sending.done(f"{self._address}{method}", fields)

    async def call(self, method: str, fields: dict[str, Any]) -> Any:
        """Do one thing whose result matters; it comes as the JSON it is.

        Raises:
            TelegramError: as the library's.
        """
        return await self._sending.post(f"{self._address}{method}", cast("RequestData", _Fields(fields)))

    async def updates(self, *, offset: int, seconds: int, allowed: list[str]) -> list[dict[str, Any]]:
        """Fetch updates as JSON, each to be read by itself: one that cannot be read must not hold up the rest.

        Raises:
            TelegramError: as the library's; Conflict when somebody else is fetching.
        """
        fields = cast("RequestData", _Fields({"offset": offset, "timeout": seconds, "allowed_updates": allowed}))
        found = await self._polling.post(f"{self._address}getUpdates", fields, read_timeout=seconds + _REQUEST_SECONDS)
        if not isinstance(found, list):
            raise TelegramError("Telegram's answer could not be read.")
        return found

    async def close(self) -> None:
        """Close the sessions."""
        await self._sending.shutdown()
        await self._polling.shutdown()


def _note(url: str, result: str) -> None:
    """Count a call by its method, which is what its address ends in; before that stands the token."""
    CALLS.add(url.rpartition("/")[2], result)


@lru_cache(maxsize=64)
def _at(url: str) -> URL:
    """An address, taken apart once."""
    return URL(url)


async def bot_name(token: str | None, api_url: str) -> str | None:
    """The bot's username, asked with getMe once a process; None when Telegram is off or does not answer."""
    if token is None:
        return None
    if token not in _names:
        api = BotApi(token, api_url)
        try:
            _names[token] = (await api.bot.get_me()).username or ""
        except UNANSWERED:
            return None
        finally:
            await api.close()
    return _names[token] or None
