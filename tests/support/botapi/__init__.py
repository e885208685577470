"""A Bot API as strict as Telegram's, with a clock that tests move and faults that they ask for.

Limits and lives are those of Telegram's published server and its documentation: a tap lives 150 seconds and
a message a day; messages come in order by chat and taps by person, side by side; what is not met with a 2xx
comes again; thirty messages a second, one a second in a chat. Requests are checked by aiogram's models of the
Bot API, which nobody here wrote. Run one with :func:`tests.support.botapi.server.strict`.
"""
