"""Who the members are: names in several scripts, and what things are called."""

from __future__ import annotations

from typing import Final

LATIN_FIRST: Final = (
    "Ada Aiko Alba Amara Anders Anneke Bea Björn Callum Camila Chidi Chloé Dario Diego Elif Elin Emeka Esme Fatima "
    "Felix Finn Freya Gabriel Greta Hana Hugo Ines Ingrid Isla Ivo Jonas Josefine Juno Kaya Lars Leila Léo Lina "
    "Luca Lucía Maja Malik Mateo Milan Mina Nadia Nikolai Noor Olga Omar Otto Pablo Petra Priya Quinn Rafael Rania "
    "Rosa Ruben Saoirse Selma Seren Silas Sofia Stefan Tariq Tessa Theo Tomás Uma Valentina Vera Wanda Wren Xavi "
    "Yara Yusuf Zoë Zofia"
).split()
LATIN_LAST: Final = (
    "Adeyemi Almeida Andersson Bauer Bianchi Costa Dubois Eriksen Fernández Fischer García Hansen Hoffmann Ivanova "
    "Jansen Kowalski Kumar Larsen López Marino Mbeki Moreau Müller Nakamura Nguyen Novak Okafor Oliveira Petrov "
    "Quispe Ricci Rossi Santos Schmidt Silva Sørensen Tanaka Torres Vega Virtanen Weber Wójcik Yilmaz Zhang"
).split()
HANDLES: Final = (
    "starling cometkid nightowl orbitfox pixelmoth driftwood quasar lumen rustbucket starboard latte mossy "
    "tinfoil zenith gravitas hexagon nebulous pancake solstice tundra vector waffle yonder biscuit cinder "
    "dustdevil echo fjord gizmo halcyon"
).split()
NATIVE: Final = {
    "ja": "佐藤 蓮|鈴木 葵|高橋 陽菜|田中 湊|伊藤 凛|渡辺 蒼|山本 結衣|中村 悠真|小林 さくら|加藤 樹|ユキ|たけし",
    "zh": "王小明|李静|张伟|刘洋|陈晨|杨雪|赵磊|黄丽|周杰|吴桐|星河|夜航",
    "ko": "김민준|이서연|박지후|최하은|정도윤|강수아|조시우|윤지민|장예준|임소율",
    "ar": "أحمد الخطيب|ليلى حداد|يوسف منصور|نور السيد|عمر ناصر|سارة قاسم|كريم فارس|مريم زين",
    "ru": "Иван Соколов|Мария Кузнецова|Дмитрий Орлов|Анна Волкова|Сергей Лебедев|Ольга Новикова|Алексей Зайцев|Катя",
    "hi": "आरव शर्मा|दिया पटेल|विवान सिंह|अनन्या गुप्ता|रोहन मेहता|इशा नायर|कबीर जोशी|मीरा राव",
    "de": "Jörg Schäfer|Käthe Groß|Lukas Weiß|Änne Böhm|Jürgen Fuchs|Sophie Köhler|Max Krüger|Lena Vogel",
    "es": "Iñaki Muñoz|Begoña Ibáñez|Jesús Peña|Lucía Núñez|Álvaro Gómez|Inés Cabañas|Andrés Ordóñez|Sofía Ruiz",
    "pt": "João Conceição|Beatriz Leão|Caio Araújo|Lívia Magalhães|Thiago Assunção|Júlia Brandão",
}
"""By language; the usernames of those are made up of their language and a number."""

SLOTS: Final = {
    "ship": "Kestrel|Heron|Swift Mk II|Marlin|Corsair|Petrel|Albatross|Wren|Lancer|Pelican",
    "zone": "Halley's Reach|the Glass Belt|Cinder Moon|Port Aurora|Tethys Gate|the Veil|Saltmarsh|Ember Station",
    "item": "ion coil|star chart|nav core|cobalt plating|cryo pod|salvage beacon|fusion cell|gravity lens",
    "item2": "phase drive|signal lamp|ore scanner|docking clamp|spare airlock",
    "version": "4.1|4.2|4.2.1|4.3|4.3.2",
    "next": "4.4|4.4.1|the next patch|Thursday's hotfix",
    "gpu": "an RTX 3060|an RX 6700|a GTX 1070|integrated graphics|an Arc A770|an RTX 4080",
    "device": "a Steam Deck|an Xbox pad|a flight stick|an old laptop|a PS5|a MacBook",
    "time": "18:00|19:30|20:00|21:15|07:45|12:00",
}
"""What fills the gaps in the lines; `number`, `price` and `code` are rolled."""

EMOJI: Final = ("👍", "❤️", "🔥", "😂", "🎉", "🚀", "👀", "😍", "🙏", "💯", "✨", "🤔")
