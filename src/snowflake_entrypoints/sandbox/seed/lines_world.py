"""What people say in other languages; see `talk` for the notation."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = {
    "de": """
[Moin/Servus/Guten Abend/Hallo zusammen], fliegt heute noch jemand nach {zone}? ¦ Ich bin [um acht/nach dem Essen/gleich] dabei ¦ Super, dann treffen wir uns an der Station
Seit {version} läuft das Spiel bei mir [viel flüssiger/leider schlechter/endlich ohne Abstürze] ¦ Welche Grafikkarte hast du? ¦ {gpu} ¦ Dann stell mal die Schatten auf mittel
Weiß jemand, wo man {item} bekommt? ¦ Auf dem Markt in {zone}, ab {price}k ¦ Danke dir, ich schaue gleich nach
Die Übersetzung im Shop hat noch einen Tippfehler: „Schiffswerfft“ ¦ Danke fürs Melden, geben wir weiter
Frohes Wochenende euch allen! Größere Runde am Samstag? ¦ Gern, ich bringe die {ship} mit
""",
    "es": """
¿Alguien se apunta a una ronda en {zone} [esta noche/mañana/ahora mismo]? ¦ ¡Yo! Dame diez minutos ¦ Vale, os espero en la estación
La versión {version} va [de maravilla/bastante mejor/un poco rara] en mi ordenador ¦ A mí también me pasa ¦ Prueba a borrar la caché
¿Cuánto vale un {item} ahora mismo? ¦ Unos {price}k, más o menos ¦ Gracias, compañero
¡Qué pasada la música nueva! Me recuerda al otoño en casa ¦ Totalmente de acuerdo 🎶
Buenos días desde [Sevilla/Bogotá/Montevideo/Ciudad de México] ☀️ ¦ ¡Buenos días! ¿Cómo va el nuevo {ship}?
""",
    "ja": """
[こんばんは/おはようございます/お疲れさまです]、今から{zone}に行く人いますか？ ¦ 行きます！五分待ってください ¦ 了解です、ステーションで待ってます
{version}になってから[とても軽くなりました/少し重いです/音が良くなった気がします] ¦ うちも同じです ¦ 設定の「影」を中にすると安定しますよ
{item}の相場っていくらですか？ ¦ 今は{price}kくらいですね ¦ ありがとうございます、助かります
昨日の夕焼けがまるで{zone}みたいでした ¦ 写真見たいです！ ¦ {IMAGE} ¦ きれい…
新しいロード画面、[最高/素敵/泣ける]ですね ¦ 作者さんはこのサーバーにいるらしいですよ
""",
    "zh": """
[大家好/晚上好/早啊]，有人一起去{zone}吗？ ¦ 我来，等我五分钟 ¦ 好的，空间站见
更新到{version}之后[流畅多了/偶尔会卡/加载快了很多] ¦ 我也是，显卡是{gpu} ¦ 把阴影调低试试
请问{item}在哪里可以买到？ ¦ {zone}的市场有，大概{price}k ¦ 谢谢大佬
新的音乐太好听了，循环了一整天 ¦ 作曲家的专辑已经上架了 ¦ 马上去买
周末的活动几点开始？ ¦ 北京时间晚上八点 ¦ 收到，准时参加
""",
    "ko": """
[안녕하세요/좋은 저녁이에요/다들 반가워요], 지금 {zone} 가실 분 있나요? ¦ 저요! 5분만 기다려 주세요 ¦ 네, 정거장에서 봬요
{version} 업데이트 이후로 [훨씬 부드러워졌어요/가끔 끊겨요/로딩이 빨라졌네요] ¦ 저도 그래요 ¦ 그림자 옵션을 중간으로 낮춰 보세요
{item} 시세가 얼마인가요? ¦ 요즘 {price}k 정도예요 ¦ 감사합니다!
새 배경음악 정말 좋네요, 하루 종일 듣고 있어요 ¦ 앨범도 나왔다고 해요 ¦ 바로 사야겠다 ㅎㅎ
주말 대회 신청은 어디서 하나요? ¦ #events 채널에서 손 이모지를 누르면 돼요
""",
    "ar": """
[مرحبا بالجميع/مساء الخير/السلام عليكم]، هل يذهب أحد إلى {zone} الآن؟ ¦ أنا معك، أعطني خمس دقائق ¦ ممتاز، أنتظرك في المحطة
منذ التحديث {version} أصبحت اللعبة [أسرع بكثير/أبطأ قليلا/مستقرة أخيرا] ¦ عندي نفس الشيء ¦ جرّب تخفيض جودة الظلال
كم سعر {item} هذه الأيام؟ ¦ حوالي {price}k ¦ شكرا جزيلا
الموسيقى الجديدة رائعة حقا، أسمعها طوال اليوم ¦ أتفق معك تماما 🎵
""",
    "ru": """
[Всем привет/Добрый вечер/Доброе утро], кто летит в {zone}? ¦ Я с вами, дайте пять минут ¦ Отлично, жду на станции
После обновления {version} стало [намного плавнее/чуть хуже/грузиться быстрее] ¦ У меня так же ¦ Попробуйте уменьшить тени
Сколько сейчас стоит {item}? ¦ Примерно {price}k ¦ Спасибо, выручили!
Новая музыка просто [шикарная/волшебная/огонь] ¦ Согласна, слушаю весь день
Когда начинается турнир? ¦ В субботу, в восемь по Москве ¦ Понял, буду
""",
    "hi": """
[नमस्ते दोस्तों/शुभ संध्या/सुप्रभात], क्या कोई {zone} चल रहा है? ¦ हाँ, मुझे पाँच मिनट दो ¦ ठीक है, स्टेशन पर मिलते हैं
{version} के बाद गेम [बहुत तेज़ हो गया/थोड़ा अटकता है/बढ़िया चल रहा है] ¦ मेरे यहाँ भी वही हाल है ¦ परछाइयों की क्वालिटी कम करके देखो
{item} की कीमत आजकल कितनी है? ¦ करीब {price}k ¦ धन्यवाद भाई
नया संगीत कमाल का है, सुबह से सुन रहा हूँ ¦ बिल्कुल सही कहा 🎶
""",
    "pt": """
[Boa noite/Bom dia/Oi gente], alguém vai para {zone} agora? ¦ Eu vou, me dá cinco minutos ¦ Fechado, te espero na estação
Depois da {version} o jogo ficou [bem mais leve/meio estranho/muito bonito] ¦ Aqui também ¦ Tenta baixar as sombras
Quanto está o {item}? ¦ Uns {price}k ¦ Valeu!
""",
    "emoji": """
🚀🚀🚀 ¦ 🔥🔥 ¦ 💫
😂😂😂 ¦ 💀 ¦ 🫠
🎉🎉 ¦ 🥳 ¦ 👏👏👏
☕️➡️😀 ¦ 🤝☕️
👩‍🚀🌌✨ ¦ 😍 ¦ 🛰️
""",
}
"""By language; "emoji" is everybody's."""
