"""Words that break programs which are not careful."""

#: A letter with very many accents: ten thousand letters are more than any question takes.
BOMB = "a" + "\N{COMBINING ACUTE ACCENT}" * 9999
_FAMILY = "\N{ZERO WIDTH JOINER}".join("\N{MAN}\N{WOMAN}\N{GIRL}\N{BOY}")

KEPT = (
    BOMB[:1000],
    _FAMILY * 50,
    "\N{RIGHT-TO-LEFT OVERRIDE}sdrow\N{POP DIRECTIONAL FORMATTING} \N{LEFT-TO-RIGHT ISOLATE}left open",
    "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH} \N{HEBREW LETTER ALEF}",
    "=HYPERLINK(1)",
    "</blockquote><script>alert(1)</script><b>&amp;\"'",
    "'; DROP TABLE answer; -- {{7*7}} ${7*7} %s %n",
    "\x1b[2J\x07\x7f\x85",
    "a\u2028b\u2029c\ufeff\u200bd\ufffe",
    "# heading\n> quoted\n[x](javascript:alert(1))\n```",
)
REFUSED = (BOMB, "<b>\0</b>", "<b>\ud800</b>", "<b>" * 3000)
