"""The words and signs of the currencies that companies report in, by ISO code.

Signs, names and plurals are CLDR's in English, Arabic and the currency's own languages; beside them stand
the short forms of print (`Rs`, `RMB`, `ريال`). A word may belong to several currencies: it is read as the one
asked for, and `DEFAULTS` says which is meant where nothing else does.
"""

from __future__ import annotations

DOLLAR_WORDS = (
    "$|us$|us $|$us|u.s.$|u.s. $|usd|dollar|dollars|us dollar|us dollars|u.s. dollar|u.s. dollars"
    "|dollars des états unis|dollars américains|dollaro|dollari|dollari statunitensi|dólar|dólares"
    "|dólares estadounidenses|dólares americanos|us dollar|amerikaanse dollar|美元|美金|米ドル|ドル"
    "|دولار|دولارا|دولارات|دولار أمريكي|دولارا أمريكيا|دولارات أمريكية|دولار أميركي|دولارا أميركيا|دلار"
)
CURRENCY_WORDS = {
    "eur": "€|eur|euro|euros|eu€|يورو|欧元|ユーロ",
    "gbp": "£|uk£|£gb|gbp|pound|pounds|pounds sterling|pound sterling|british pounds|livres sterling"
    "|libras esterlinas|英镑|جنيه إسترليني|جنيها إسترلينيا",
    "sar": "sar|sr|﷼|saudi riyal|saudi riyals|riyal|riyals|ر.س|ر.س.|ريال سعودي|ريالا سعوديا|ريالات سعودية"
    "|ريال|ريالا|ريالات",
    "aed": "aed|dh|dhs|uae dirham|uae dirhams|dirham|dirhams|د.إ|د.إ.|درهم إماراتي|درهما إماراتيا"
    "|دراهم إماراتية|درهم|درهما|دراهم",
    "qar": "qar|qr|qatari riyal|qatari riyals|riyal|riyals|ر.ق|ر.ق.|ريال قطري|ريالا قطريا|ريالات قطرية"
    "|ريال|ريالا|ريالات",
    "kwd": "kwd|kd|kuwaiti dinar|kuwaiti dinars|dinar|dinars|د.ك|د.ك.|دينار كويتي|دينارا كويتيا"
    "|دنانير كويتية|دينار|دينارا|دنانير",
    "bhd": "bhd|bd|bahraini dinar|bahraini dinars|dinar|dinars|د.ب|د.ب.|دينار بحريني|دينارا بحرينيا"
    "|دنانير بحرينية|دينار|دينارا|دنانير",
    "omr": "omr|omani rial|omani rials|rial|rials|ر.ع|ر.ع.|ريال عماني|ريالا عمانيا|ريالات عمانية|ريال|ريالا"
    "|ريالات",
    "jod": "jod|jd|jordanian dinar|jordanian dinars|dinar|dinars|د.أ|د.أ.|دينار أردني|دينارا أردنيا"
    "|دنانير أردنية|دينار|دينارا|دنانير",
    "iqd": "iqd|iraqi dinar|iraqi dinars|dinar|dinars|د.ع|د.ع.|دينار عراقي|دينارا عراقيا|دنانير عراقية"
    "|دينار|دينارا|دنانير",
    "egp": "egp|e£|egyptian pound|egyptian pounds|pound|pounds|ج.م|ج.م.|جنيه مصري|جنيها مصريا|جنيهات مصرية"
    "|جنيه|جنيها|جنيهات",
    "mad": "mad|moroccan dirham|moroccan dirhams|dirham|dirhams|د.م|د.م.|درهم مغربي|درهما مغربيا"
    "|دراهم مغربية|درهم|درهما|دراهم",
    "tnd": "tnd|tunisian dinar|tunisian dinars|dinar|dinars|د.ت|د.ت.|دينار تونسي|دينارا تونسيا"
    "|دنانير تونسية|دينار|دينارا|دنانير",
    "ils": "₪|ils|nis|israeli new shekel|israeli new shekels|shekel|shekels|شيكل|شيكلا",
    "try": "₺|try|turkish lira|turkish liras|lira|ليرة تركية|ليرة",
    "irr": "irr|iranian rial|iranian rials|rial|rials|ريال إيراني|ریال|تومان",
    "inr": "₹|inr|rs|rs.|indian rupee|indian rupees|rupee|rupees|روبية هندية|روبية",
    "pkr": "pkr|rs|rs.|pakistani rupee|pakistani rupees|rupee|rupees|روبية باكستانية|روبية",
    "jpy": "¥|￥|jp¥|jpy|japanese yen|yen|日本円|円|日元|ين ياباني|ين",
    "cny": "cn¥|rmb|cny|¥|￥|chinese yuan|yuan|renminbi|人民币|元|元人民币|يوان صيني|يوان",
    "hkd": "hk$|hkd|hong kong dollar|hong kong dollars|港元|دولار هونغ كونغ",
    "twd": "nt$|twd|new taiwan dollar|new taiwan dollars|新台币|دولار تايواني",
    "krw": "₩|krw|south korean won|korean won|won|원|وون",
    "sgd": "s$|sgd|singapore dollar|singapore dollars|دولار سنغافوري",
    "myr": "rm|myr|malaysian ringgit|ringgit|رينغيت ماليزي|رينغيت",
    "idr": "rp|idr|indonesian rupiah|rupiah|روبية إندونيسية",
    "thb": "฿|thb|thai baht|baht|باخت تايلاندي",
    "php": "₱|php|philippine peso|philippine pesos|بيزو فلبيني",
    "vnd": "₫|vnd|vietnamese dong|dong|دونج فيتنامي",
    "aud": "a$|au$|aud|australian dollar|australian dollars|دولار أسترالي|دولارا أستراليا",
    "nzd": "nz$|nzd|new zealand dollar|new zealand dollars|دولار نيوزيلندي",
    "cad": "c$|ca$|cad|canadian dollar|canadian dollars|دولار كندي|دولارا كنديا",
    "mxn": "mx$|mxn|mexican peso|mexican pesos|pesos mexicanos|بيزو مكسيكي",
    "brl": "r$|brl|brazilian real|brazilian reals|reais|real brasileiro|reais brasileiros|ريال برازيلي",
    "clp": "clp|chilean peso|chilean pesos|pesos chilenos|بيزو تشيلي",
    "cop": "cop|colombian peso|colombian pesos|pesos colombianos|بيزو كولومبي",
    "pen": "s/|pen|peruvian sol|peruvian soles|soles|سول بيروفي",
    "chf": "chf|sfr|fr.|swiss franc|swiss francs|schweizer franken|franken|francs suisses|franchi svizzeri"
    "|فرنك سويسري",
    "sek": "sek|swedish krona|swedish kronor|kronor|kr|كرونة سويدية",
    "nok": "nok|norwegian krone|norwegian kroner|kroner|kr|كرونة نرويجية",
    "dkk": "dkk|danish krone|danish kroner|kroner|kr|كرونة دنماركية",
    "pln": "zł|pln|polish zloty|polish zlotys|zloty|zlotys|زلوتي بولندي",
    "czk": "kč|czk|czech koruna|czech korunas|كرونة تشيكية",
    "huf": "ft|huf|hungarian forint|hungarian forints|forint|فورينت هنغاري",
    "zar": "zar|south african rand|rand|راند جنوب أفريقيا",
    "ngn": "₦|ngn|nigerian naira|nigerian nairas|naira|نايرا نيجيري",
    "kes": "ksh|kes|kenyan shilling|kenyan shillings|شلن كيني",
}
# The hundredth parts of currencies that figures are stated in; those of dollars stand in `figure_words`.
HUNDREDTHS = {
    "gbp": "p|pence|penny",
    "sar": "halala|halalas|هللة|هللات",
    "egp": "piastre|piastres|قرش|قرشا|قروش",
    "inr": "paise|paisa",
}
# Which currency is meant by a word of several where nothing else says it.
DEFAULTS = {
    **dict.fromkeys(("riyal", "riyals", "ريال", "ريالا", "ريالات"), "sar"),
    **dict.fromkeys(("dirham", "dirhams", "درهم", "درهما", "دراهم"), "aed"),
    **dict.fromkeys(("dinar", "dinars", "دينار", "دينارا", "دنانير"), "kwd"),
    **dict.fromkeys(("rial", "rials"), "omr"),
    **dict.fromkeys(("rs", "rs.", "rupee", "rupees", "روبية"), "inr"),
    **dict.fromkeys(("pound", "pounds"), "gbp"),
    **dict.fromkeys(("¥", "￥"), "jpy"),
    **dict.fromkeys(("kr", "kroner"), "sek"),
}
