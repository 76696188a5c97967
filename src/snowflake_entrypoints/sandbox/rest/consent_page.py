"""The authorize page's HTML: one style sheet, no scripts, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from snowflake_entrypoints.sandbox.world import World
from snowflake_entrypoints.sandbox.world.model import Channel, Guild

PERSONAS: Final = {
    "owner": "Owns the communities. May do everything.",
    "admin": "Has the Admin role in Aurora Guild.",
    "moderator": "Times out, kicks and bans, but ranks below Admin.",
    "viewer": "An ordinary member without any rights.",
    "stranger": "Has an account, but is in no community.",
}
SCOPES: Final = {
    "identify": "Access your username, avatar and banner",
    "email": "Access your email address",
    "guilds": "Know what servers you're in",
    "guilds.members.read": "Read your member info (nickname, avatar, roles) for servers you belong to",
    "bot": "Add a bot to a server",
    "applications.commands": "Create commands",
    "webhook.incoming": "Post messages to a channel of your choice",
}
_STYLE: Final = """
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:2rem 1rem;
background:radial-gradient(60rem 40rem at 15% 0,#31406b 0,transparent 60%),
radial-gradient(50rem 40rem at 90% 100%,#1f5a63 0,transparent 60%),#10131c;
color:#e8ebf4;font:16px/1.5 system-ui,sans-serif}
main{width:min(28rem,100%);background:#1a1e2b;border:1px solid #2b3146;border-radius:1rem;padding:2rem;
box-shadow:0 2rem 4rem #0007}h1{font-size:1.3rem;margin:0 0 .25rem}h1 span{color:#8fd3e8}
p{margin:.25rem 0 1rem;color:#a4acc4}small{color:#8189a3}
ul{list-style:none;margin:0 0 1.25rem;padding:.75rem 1rem;background:#141824;border-radius:.75rem}
li{padding:.3rem 0 .3rem 1.6rem;position:relative}
li:before{content:"\\2713";position:absolute;left:0;color:#6fd3a5}
button,select{font:inherit;color:inherit;border:1px solid #343b54;background:#222739;border-radius:.6rem;
padding:.7rem 1rem;width:100%;cursor:pointer}
button:hover,button:focus-visible{border-color:#8fd3e8;outline:none;background:#283050}
.who{display:flex;gap:.9rem;align-items:center;text-align:left;margin-top:.6rem}
.who img{width:2.6rem;height:2.6rem;border-radius:50%}.who b,.who small{display:block}
label{display:block;margin-bottom:1rem}label span{display:block;margin-bottom:.35rem;color:#a4acc4}
.row{display:flex;gap:.75rem}.go{background:#3f6fd8;border-color:#3f6fd8}.go:hover{background:#4d7eea}
.badge{display:inline-block;font-size:.75rem;padding:.1rem .6rem;border-radius:1rem;
background:#2b3146;color:#b9c1d9;margin-bottom:1rem}
"""


def choose(world: World, scopes: Sequence[str]) -> str:
    """Return the page that asks who you are; each button is `button[name=persona][value=…]`."""
    buttons = "".join(_persona(world, name) for name in world.personas)
    return _page(
        "Who are you?",
        f"<h1>Sign in to authorize <span>{escape(world.application.name)}</span></h1>"
        "<p>This stands in for Discord. Choose whom you want to be.</p>"
        f'{_scopes(scopes)}<form method="post">{buttons}</form>'
        f"{_cancel_form()}",
    )


def consent(
    world: World,
    persona: str,
    scopes: Sequence[str],
    guilds: Sequence[Guild],
    channels: Sequence[Channel],
) -> str:
    """Return the page that asks for consent, with a choice of server or channel where a scope needs one."""
    who = world.users[world.personas[persona]]
    fields = f'<input type="hidden" name="persona" value="{escape(persona)}">'
    if "bot" in scopes:
        options = [(g.id, g.name) for g in guilds]
        fields += _select("guild_id", "Add to server", options, "You manage no server.")
    if "webhook.incoming" in scopes:
        names = {g.id: g.name for g in guilds}
        options = [(c.id, f"#{c.name} · {names[c.guild_id or 0]}") for c in channels]
        fields += _select("channel_id", "Post to channel", options, "You may manage webhooks nowhere.")
    return _page(
        "Authorize",
        f"<h1><span>{escape(world.application.name)}</span> wants to access your account</h1>"
        f"<p>Signed in as {escape(who.global_name or who.username)}</p>{_scopes(scopes)}"
        f'<form method="post">{fields}<div class="row">'
        '<button name="decision" value="cancel">Cancel</button>'
        '<button class="go" name="decision" value="authorize">Authorize</button></div></form>',
    )


def problem(text: str) -> str:
    """Return the page that says why there is nothing to authorize."""
    return _page("Can't authorize", f"<h1>This can't be authorized</h1><p>{escape(text)}</p>")


def installed() -> str:
    """Return the page after an installation that redirects nowhere."""
    return _page("Authorized", "<h1>Authorized</h1><p>You may now close this page.</p>")


def _persona(world: World, name: str) -> str:
    who = world.users[world.personas[name]]
    return (
        f'<button class="who" name="persona" value="{escape(name)}">'
        f'<img alt="" src="/avatars/{who.id}/{who.avatar}.png?size=128">'
        f"<span><b>{escape(who.global_name or who.username)} · {escape(name)}</b>"
        f"<small>{escape(PERSONAS.get(name, ''))}</small></span></button>"
    )


def _scopes(scopes: Sequence[str]) -> str:
    items = "".join(f'<li data-scope="{escape(s)}">{escape(SCOPES.get(s, s))}</li>' for s in scopes)
    return f"<ul>{items}</ul>"


def _select(name: str, label: str, options: Sequence[tuple[int, str]], none: str) -> str:
    if not options:
        return f"<p>{escape(none)}</p>"
    items = "".join(f'<option value="{value}">{escape(text)}</option>' for value, text in options)
    return f'<label><span>{escape(label)}</span><select name="{name}">{items}</select></label>'


def _cancel_form() -> str:
    return (
        '<form method="post" style="margin-top:.6rem">'
        '<button name="decision" value="cancel">Cancel</button></form>'
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f'<body><main><span class="badge">Discord sandbox</span>{body}</main></body></html>'
    )
