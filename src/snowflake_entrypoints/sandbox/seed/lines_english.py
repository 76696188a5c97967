"""What English speakers say, by topic; see `talk` for the notation."""

from __future__ import annotations

from typing import Final

GENERAL: Final = """
[morning/evening/hey/hi] everyone, who's on tonight? ¦ me, [after dinner/in an hour/right now actually] ¦ [nice/perfect], {zone} run then? ¦ count me in
just got back from {zone}, [what a view/my hull is toast/still shaking] ¦ did you find the {item}? ¦ [two of them!/no luck, again/one, and then pirates took it]
is the {ship} actually any good now? ¦ since {version} yes, the [turn rate/cargo hold/shield regen] got fixed ¦ [ok, taking it for a spin/sold/hm, I'll keep my old one]
anyone else getting [great frame times/tiny stutters/way better load times] since {version}? ¦ yes! [big difference/only in busy stations/especially near {zone}] ¦ turn off volumetric fog and it's gone
I finally hit level {number}. only took me [a year/three hundred hours/most of my weekend] ¦ congrats 🎉 ¦ gz! what's next? ¦ sleep
what's everyone flying these days? ¦ {ship}, same as always ¦ switched to the [long range build/stealth build/mining build] last week and not going back
reminder that the server restart is at {time} ¦ thanks, parking my {ship} now
unpopular opinion: {zone} is better without the new lighting ¦ 😱 ¦ [take that back/you're not wrong/bold], it's gorgeous at dawn
does the weekend event count toward the season pass? ¦ it does, double points [until Sunday/from {time} on/for squads] ¦ ty 🙏
I lost my {item} to a docking accident again ¦ how do you dock that badly [😂/lol/every single time] ¦ the station came out of nowhere, I swear
looking for a squad for {zone}, level {number}+ ¦ I'm {number}, does that work? ¦ [sure/absolutely/close enough], invite sent
that soundtrack when you leave {zone}... [chills/every time/on repeat at work today] ¦ it's on the composer's page if you want the album
who drew the new loading screen? it's [stunning/beautiful/my new wallpaper] ¦ one of the artists from #showcase I think!
quick poll: mouse or stick? ¦ stick, always ¦ mouse, I'm old ¦ gamepad and no shame
my kid named our {ship} "Potato" and now I can't change it ¦ all hail Potato 🥔 ¦ potato fleet when
tip: you can hold the scan key while boosting near {zone}, saves a ton of time ¦ how did I not know this after {number} hours ¦ same, wow
server feels [busy/lively/packed] tonight, {number} players in {zone} ¦ love to see it
what time zone are most of you in? ¦ UTC+1 here ¦ EST ¦ it's 3am where I am and I regret nothing
gg to whoever beat me to the {item} at {zone}, well flown ¦ that was me, good fight! ¦ rematch tomorrow?
patch notes say {ship} cargo is up by {number} percent ¦ [finally/about time/my wallet is ready]
"""

OFF_TOPIC: Final = """
made [ramen/pizza/dal/pierogi] from scratch today, only one small fire ¦ pics or it didn't happen ¦ the fire or the food?
what is everyone reading? ¦ rereading Le Guin ¦ a manual for my new [oven/camera/3d printer], riveting stuff
my cat just [sat on the keyboard/deleted my essay/joined the voice call] ¦ cat tax please 🐈 ¦ employee of the month
first snow here today ❄️ ¦ jealous, it's [raining/30 degrees/foggy] ¦ send some over
anyone watching the [match/race/launch] at {time}? ¦ yes, with snacks ¦ no spoilers please, I'm at work until late
my new desk arrived. my old desk is now [a shelf/a cat bed/firewood] ¦ cable management pic when? ¦ we don't talk about the cables
coffee or tea? ¦ tea ☕ ¦ both, at once, sadly true ¦ water (I'm fun at parties)
going to the mountains for the weekend, [any packing tips/no signal, bliss/wish me luck] ¦ layers. always layers ¦ bring an extra battery, cold eats them
I started learning [Japanese/Portuguese/the cello/pottery] this month ¦ how's it going? ¦ my neighbours have questions
finally finished the puzzle, {number} pieces, one missing ¦ NO ¦ check the cat
it's my birthday today 🎂 ¦ happy birthday!! ¦ all the best! ¦ feliz cumpleaños 🎉
what keyboard do you all use? mine [died/ate a coffee/lost its e] ¦ anything with brown switches ¦ the cheap one that refuses to die
is it too early for [winter music/pancakes/bed]? ¦ never ¦ never ¦ asking the important questions
the sunset today looked like the {zone} skybox ¦ went out to look, you're right, [wow/unreal/thank you]
"""

SUPPORT: Final = """
[hi/hello], the launcher says "error {code}" and won't update ¦ try clearing the cache folder and restarting the launcher ¦ [that did it, thank you!/still the same/now it's at 40%, looks good]
my controller isn't detected since {version} ¦ which one, and wired or bluetooth? ¦ {device}, wired ¦ known issue, unplug it before starting the game. fix is planned for {next}
game crashes when I enter {zone} ¦ can you post your log? settings, help, export ¦ {LOG} ¦ thanks, that's the shader cache on {gpu}. delete it and it'll rebuild
I can't log in, it says my session expired ¦ is your system clock right? it happens when it's off by more than a minute ¦ [oh. it was two hours off/that was it/clock is fine]
how do I move my save to another pc? ¦ cloud sync in settings, wait for the green tick before you quit ¦ perfect, worked first try
purchase went through but no supporter role here? ¦ link your account under profile, connections. the role arrives within [five minutes/an hour] ¦ got it 🙌
fps drops to {number} in stations on {gpu} ¦ turn crowd density to medium and update the driver ¦ doubled my fps, [you're a legend/thank you so much/wow]
voice chat is silent for me but I can hear others ¦ check the input device in settings, it resets when you plug in a headset ¦ yep, wrong microphone 🤦
does it run on a {device}? ¦ yes, about 40 fps on medium ¦ [awesome/great news/sold]
I get a black screen after the intro on two monitors ¦ start with -windowed once, then switch back ¦ works, thanks
refund question: bought the wrong pack 20 minutes ago ¦ fill in the form on the site within 14 days and a human will sort it ¦ done, they answered already, impressive
is there a status page? can't connect right now ¦ yes, EU is degraded, team is on it, back by {time} ¦ ok, so not my router for once
mouse sensitivity feels different after {version} ¦ raw input is on by default now, turn it off and it's the old feel ¦ [much better/thank you/you saved my aim]
installer stuck at 99% ¦ antivirus scanning the archive, give it five minutes or add an exception ¦ it just needed patience. like all of us
"""

BUGS: Final = """
[bug/repro]: cargo count shows {number} after jettison, expected 0. happens every time on {version} ¦ confirmed, also on {device} ¦ filed as AUR-{code}, thanks for the clear steps
docking lights stay red in {zone} although the bay is free ¦ do they turn green when you relog? ¦ yes, until the next jump ¦ got it, AUR-{code}
text overlaps in the German shop screen ¦ {IMAGE} ¦ thanks, translators are on it
{ship} clips through the hangar floor when landing upside down ¦ why would you land upside down ¦ for science ¦ fair. AUR-{code}
leaderboard shows yesterday's scores after {time} ¦ caching, fixed in {next} ¦ can confirm it's good on the test branch
achievement for {zone} doesn't unlock in a squad ¦ works solo? ¦ yes, solo only ¦ noted, AUR-{code}
memory climbs by a few MB each time the map opens, {number} MB after an hour ¦ could you attach a log? ¦ {LOG} ¦ perfect, that's the texture pool. fix is in review
subtitles are two seconds late in the second mission ¦ which language? ¦ all of them, checked five ¦ heroic, thank you
crash when naming a ship with emoji 🚀🚀🚀 ¦ reproduced, that's on us ¦ fixed in {next}
"""

SHOWCASE: Final = """
took this near {zone} this morning {IMAGE} ¦ [gorgeous/wallpaper material/how do you find these spots], which settings? ¦ everything on ultra and a lot of patience
finished painting my {ship} {IMAGE} ¦ that [blue/gold/rust] is perfect ¦ thanks! {number} hours of masking tape
fan art of the {zone} lighthouse, ink and watercolour {IMAGE} ¦ I'd buy a print ¦ same!! ¦ shop opens next month 🙈
my 3d print of the {item} came out well {IMAGE} ¦ which filament? ¦ silk pla, 0.12 layers
first time trying long exposure in photo mode {IMAGE} ¦ the trails! 😍 ¦ teach us
station interior build, took me [all weekend/two weeks/since {version}] {IMAGE} ¦ the little plants 🌱 ¦ moving in tomorrow
sketch dump from last night {IMAGE} ¦ the third one has so much character
cosplay progress: helmet is done! {IMAGE} ¦ [no way/incredible/stunning] ¦ does it light up? ¦ of course it lights up
"""

TRADES: Final = """
WTS {item} x{number}, {price}k each ¦ I'd take ten for {price}k together ¦ deal, meet at {zone}?
WTB {item}, paying {price}k ¦ have one, can you be at {zone} at {time}? ¦ on my way
[price check/PC] on a clean {ship} with {item}? ¦ around {price}k, more if it's pre {version} ¦ thanks
swapping {item} for {item2}, straight trade ¦ add two and it's yours ¦ fine, done 🤝
vouch for my last trade, fast and friendly ¦ likewise, pleasure!
selling my whole {zone} claim, {price}k or best offer ¦ what's the daily yield? ¦ about {number}k with two drones ¦ dm sent
free to a new player: starter kit with {item} and fuel ¦ is it still there? I'm level 3 ¦ all yours, welcome aboard 💛
WTB blueprint for {ship}, not the event one ¦ saw one at {zone} market yesterday for {price}k
"""

INTRODUCTIONS: Final = """
hi all! I'm from [Lisbon/Kraków/Nairobi/Osaka/Toronto], found this through [a friend/the trailer/a stream]. excited to fly with you ¦ welcome! 👋 ¦ welcome aboard, #support if anything breaks
long time lurker, first message. I make [pixel art/maps/music/spreadsheets] for fun ¦ hello! share some in #showcase ¦ spreadsheets are art
hey, new here. is it too late to start? ¦ never, half of us restart every season ¦ come to the newcomer flight at {time}
returning after two years, what did I miss? ¦ [everything/new zones, new ships, same docking accidents] ¦ start with the {version} notes in #releases
hello from the night shift 🌙 ¦ welcome, fellow owl
"""

EVENTS: Final = """
squad race at {zone}, Saturday {time} UTC. sign up with ✋ ¦ in! ¦ which ship class? ¦ light only, no boosters
photo contest theme this week: "{zone} at dawn" ¦ [love it/finally/already scouting]
movie night in the lounge at {time}, vote with a reaction ¦ the old one with the robots please
results: {number} pilots finished, thanks to everyone who flew 🏁 ¦ gg all ¦ that last gate was evil
"""

STAFF: Final = """
heads up, two reports about the same account in #trades ¦ looking now ¦ timed out for a day, logged ¦ thanks
who's covering the event on Saturday? ¦ I can do until {time} ¦ I'll take the rest
raid filter caught {number} joins overnight, all bots ¦ nice, nobody noticed
newcomer questions keep landing in #general, shall we pin a guide? ¦ drafting one tonight ¦ 🙏
monthly numbers look good, {number} new regulars ¦ that's the forum paying off
appeal from last week's ban: apologised, seems sincere ¦ I'd unban with a note ¦ agreed
"""

FOUNDERS: Final = """
budget for the winter event is approved ¦ great, I'll book the composer
contract draft for the publisher is in the folder ¦ reading it on the train
"""

QUESTIONS: Final = {
    "Best route from {zone} to the rim?": """
I keep running out of fuel halfway, level {number} with a {ship} ¦ stop at the relay, it refuels for free once a day ¦ or swap one cargo rack for a tank ¦ both worked, thanks!
""",
    "How do I link my account?": """
The button in the profile does nothing for me ¦ pop-ups blocked? it opens a window ¦ yes that was it 🤦 ¦ happens to everyone
""",
    "Is the {ship} worth {price}k?": """
Mostly solo trading, some fights ¦ for trading yes, for fights get shields first ¦ I sold mine after a week ¦ I'd wait for {next}, prices drop after every season ¦ good point, waiting
""",
    "Stutter every few seconds on {gpu}": """
Since {version}, drivers are current {LOG} ¦ cap at 60 and see whether it's the same ¦ capped is smooth! ¦ then it's power management, set it to maximum performance ¦ solved, marking it
""",
    "Can I play with friends on other platforms?": """
We're split between pc and {device} ¦ yes, cross play is on by default ¦ region must match though ¦ 🎉
""",
    "Where does the {item} spawn?": """
Been at {zone} for two hours ¦ only during the night cycle ¦ and only after the beacon is lit ¦ FOUND ONE {IMAGE} ¦ beautiful
""",
    "Keyboard layout for one hand?": """
Recovering from surgery, would love to keep playing ¦ get well soon! there's an accessibility preset under controls ¦ I wrote up mine, sending it over ¦ this community ❤️
""",
}
"""Forum posts: title and, in one conversation, the question with its answers."""

OPENERS: Final = (
    "",
    "",
    "",
    "",
    "",
    "hey, ",
    "ok so ",
    "quick one: ",
    "hm, ",
    "by the way, ",
    "btw ",
    "so, ",
)
CLOSERS: Final = ("", "", "", "", "", "", " 🙂", " 😄", " haha", " :)", " 🚀", "!", " ✨", "...")
