"""A page with buttons for the control API."""

from typing import Final

from aiohttp import web

PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
body{color:#16212e;background:#f5f8fb}
fieldset{border:1px solid #c6d3df;border-radius:.5rem;margin:0 0 1rem;background:#fff}
button,input{font:inherit;padding:.3rem .8rem;margin:.2rem;border:1px solid #86a3ba;border-radius:.4rem}
button{background:#e8f1f8}
button:focus-visible,input:focus-visible{outline:3px solid #1c7ed6}
pre{background:#16212e;color:#d8e6f2;padding:1rem;border-radius:.5rem;overflow:auto;max-height:26rem}
</style></head><body>
<h1>Sandbox</h1>
<fieldset><legend>Say something</legend><form id="say">
<input name="channel" value="general" aria-label="channel">
<input name="author" value="owner" aria-label="author">
<input name="content" value="hello" size="40" aria-label="content"><button>Say</button></form></fieldset>
<fieldset><legend>Chatter</legend>
<button data-path="chatter" data-body='{"on":true}'>Start</button>
<button data-path="chatter" data-body='{"on":true,"rate":20}'>Start, 20 events a second</button>
<button data-path="chatter" data-body='{"on":false}'>Stop</button></fieldset>
<fieldset><legend>Gateway</legend>
<button data-path="gateway" data-body='{"action":"drop"}'>Drop the sockets</button>
<button data-path="gateway" data-body='{"action":"drop_no_resume"}'>Drop and forget sessions</button>
<button data-path="gateway" data-body='{"action":"op7"}'>Reconnect (op 7)</button>
<button data-path="gateway" data-body='{"action":"op9_true"}'>Invalid session, resumable</button>
<button data-path="gateway" data-body='{"action":"op9_false"}'>Invalid session</button>
<button data-path="gateway" data-body='{"action":"silence"}'>Silence</button>
<button data-path="gateway" data-body='{"action":"unsilence"}'>End the silence</button>
<button data-path="lose" data-body='{"events":"MESSAGE_CREATE","count":5}'>Lose 5 messages</button></fieldset>
<fieldset><legend>REST</legend>
<button data-path="faults" data-body='{"kind":"rate_limit","count":10,"retry_after":2}'
>429, ten times</button>
<button data-path="faults" data-body='{"kind":"status_before","status":503,"count":5}'
>503 before the effect</button>
<button data-path="faults" data-body='{"kind":"status_after","status":500,"method":"POST","count":1}'
>500 after the effect</button>
<button data-path="faults" data-body='{"kind":"delay","seconds":3,"count":5}'>3 s slower, five times</button>
<button data-path="reset" data-body="{}">End every fault</button></fieldset>
<button id="look">Look at the state</button>
<pre id="out" role="status"></pre>
<script>
const out = document.getElementById("out");
const show = async (answer) => { out.textContent = JSON.stringify(await (await answer).json(), null, 2); };
const send = (path, body) => show(fetch(path, {method: "POST", body}));
for (const button of document.querySelectorAll("[data-path]"))
  button.addEventListener("click", () => send(button.dataset.path, button.dataset.body));
document.getElementById("look").addEventListener("click", () => show(fetch("state")));
document.getElementById("say").addEventListener("submit", (event) => {
  event.preventDefault();
  send("say", JSON.stringify(Object.fromEntries(new FormData(event.target))));
});
</script></body></html>
"""


async def show_page(_: web.Request) -> web.Response:
    """Serve the page."""
    return web.Response(text=PAGE, content_type="text/html")
