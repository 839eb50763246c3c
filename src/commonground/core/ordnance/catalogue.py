"""Words for ordnance and models of it that are generally known: what they are called, and what treaties count them as.

Facts only: a name, its spellings, its category. What a programme calls otherwise, adds, merges or counts otherwise stands in
its own books, numbered, so that a figure published before the change is found again. What stands here is therefore only ever
added to: `digest` is held by a test, edition by edition.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from commonground.core.identifiers import content_hash, searchable
from commonground.core.ordnance.kinds import Category, TreatyKind

EDITION = 1
MINE, CLUSTER, MUNITION, IMPROVISED, OTHER = Category
AP, IAP, AV, SUB, UXO, AXO, IED, UNKNOWN = TreatyKind


@dataclass(frozen=True, slots=True)
class Device:
    """A word for ordnance, or a model of it. `names` are spellings by language and script; the first is how it is shown."""

    code: str
    category: Category
    subcategory: str
    kind: TreatyKind
    name: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_model: bool = True

    def spellings(self) -> list[str]:
        """Every way to write it, its name first."""
        return [self.name, *(n for said in self.names.values() for n in said)]


def folded(text: str) -> str:
    """How names are compared: Latin and Cyrillic alike, without accents, spaces and signs; "PMA 2", "ПМА-2" and "pma2" are one."""
    return "".join(c for c in searchable(text) if c.isalnum())


def _word(code: str, category: Category, sub: str, kind: TreatyKind, name: str, **names: tuple[str, ...]) -> Device:
    return Device(code, category, sub, kind, name, names, is_model=False)


def _models(category: Category, sub: str, kind: TreatyKind, names: str) -> Iterable[Device]:
    """Models by name, several spellings of one parted by "=", the models by ";"."""
    for one in names.split(";"):
        name, *more = (n.strip() for n in one.split("="))
        code = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.casefold()).split())
        yield Device(code, category, sub, kind, name, {"und": tuple(more)} if more else {})


WORDS = (
    _word("mine", MINE, "mine", UNKNOWN, "Mine", en=("mines", "landmine", "landmines"), bs=("mina", "mine"), es=("mina", "minas"), ru=("мина", "мины"), az=("mina", "minalar"), sq=("minë", "mina"), ar=("لغم", "ألغام")),
    _word("ap-mine", MINE, "anti-personnel", AP, "Anti-personnel mine",
          en=("AP mine", "APM", "APL", "antipersonnel mine", "anti-personnel mines", "AP mines", "AP"), es=("MAP", "mina antipersonal", "minas antipersonal"),
          bs=("protupješačka mina", "protivpješadijska mina", "PPM", "PP mina"), sr=("противпешадијска мина",), ru=("противопехотная мина", "ППМ"), uk=("протипіхотна міна",),
          az=("piyada əleyhinə mina",), sq=("minë kundër personelit",), fr=("mine antipersonnel",), ar=("لغم مضاد للأفراد",)),
    _word("iap-mine", MINE, "improvised anti-personnel", IAP, "Improvised anti-personnel mine",
          en=("improvised AP mine", "improvised mine", "AIM", "anti-personnel mine of an improvised nature"), es=("MAP improvisada", "mina antipersonal improvisada"),
          bs=("improvizirana protupješačka mina",), ru=("самодельная противопехотная мина",)),
    _word("av-mine", MINE, "anti-vehicle", AV, "Anti-vehicle mine",
          en=("AV mine", "AVM", "AT mine", "ATM", "anti-tank mine", "antitank mine", "anti-vehicle mines", "AT mines"), es=("mina antitanque", "mina antivehículo"),
          bs=("protutenkovska mina", "protivtenkovska mina", "PTM", "PT mina", "POM"), sr=("противтенковска мина",), ru=("противотанковая мина", "ПТМ"), uk=("протитанкова міна",),
          az=("tank əleyhinə mina",), sq=("minë kundërtank",), fr=("mine antichar", "mine antivéhicule"), ar=("لغم مضاد للدبابات", "لغم مضاد للمركبات")),
    _word("submunition", CLUSTER, "submunition", SUB, "Submunition",
          en=("submunitions", "bomblet", "bomblets", "cluster submunition", "CMR", "unexploded submunition"), es=("submunición", "submuniciones"), bs=("podmunicija", "kasetna podmunicija", "zvončić"),
          ru=("суббоеприпас", "кассетный элемент"), az=("kaset sursat",), sq=("submunicion",), fr=("sous-munition",), ar=("ذخيرة صغيرة", "قنبلة صغيرة")),
    _word("uxo", MUNITION, "unexploded", UXO, "Unexploded ordnance",
          en=("UXO", "ERW", "unexploded munition", "explosive remnant of war"), es=("MUSE", "MSE", "munición sin explotar", "municiones sin explotar"),
          bs=("NUS", "neeksplodirano ubojno sredstvo", "neeksplodirana ubojna sredstva", "ESZR"), sr=("НУС",), ru=("неразорвавшийся боеприпас", "НРБ", "ВНБ"), uk=("ВНП",),
          az=("PHS", "partlamamış hərbi sursat"), sq=("MPL", "municion i paplasur"), fr=("EEG", "munition non explosée"), ar=("ذخيرة غير منفجرة",)),
    _word("axo", MUNITION, "abandoned", AXO, "Abandoned ordnance",
          en=("AXO", "abandoned explosive ordnance"), es=("munición abandonada", "REG abandonado"), bs=("napušteno ubojno sredstvo",), ru=("брошенный боеприпас",)),
    _word("ied", IMPROVISED, "improvised device", IED, "Improvised explosive device",
          en=("IED", "improvised device"), es=("AEI", "artefacto explosivo improvisado"), bs=("IEN", "improvizirana eksplozivna naprava"), ru=("СВУ", "самодельное взрывное устройство"),
          uk=("СВП", "саморобний вибуховий пристрій"), az=("ƏPQ",), fr=("EEI", "engin explosif improvisé"), ar=("عبوة ناسفة",)),
    _word("grenade", MUNITION, "grenade", UXO, "Hand grenade", en=("grenade", "grenades", "hand grenades"), es=("granada", "granada de mano"), bs=("ručna bomba", "ručna granata"), ru=("граната", "ручная граната")),
    _word("mortar", MUNITION, "mortar", UXO, "Mortar bomb", en=("mortar", "mortar shell", "mortar round"), es=("granada de mortero",), bs=("minobacačka mina", "minobacačka granata"), ru=("миномётная мина",)),
    _word("projectile", MUNITION, "projectile", UXO, "Artillery projectile", en=("projectile", "shell", "artillery shell"), es=("proyectil",), bs=("artiljerijska granata", "projektil"), ru=("снаряд", "артиллерийский снаряд")),
    _word("rocket", MUNITION, "rocket", UXO, "Rocket", en=("rockets", "missile", "unguided rocket"), es=("cohete",), bs=("raketa",), ru=("ракета", "реактивный снаряд")),
    _word("aircraft-bomb", MUNITION, "bomb", UXO, "Aircraft bomb", en=("air-dropped bomb", "aerial bomb"), es=("bomba de aviación",), bs=("avionska bomba", "aviobomba"), ru=("авиабомба",)),
    _word("rifle-grenade", MUNITION, "grenade", UXO, "Rifle grenade", bs=("tromblon", "tromblonska mina"), ru=("винтовочная граната",)),
    _word("fuze", MUNITION, "fuze", UXO, "Fuze", en=("fuse", "fuzes", "detonator"), es=("espoleta",), bs=("upaljač",), ru=("взрыватель",)),
    _word("booby-trap", IMPROVISED, "booby-trap", IED, "Booby-trap", en=("booby trap",), es=("trampa explosiva",), bs=("mina iznenađenja",), ru=("мина-ловушка",)),
    _word("unknown", OTHER, "unknown", UNKNOWN, "Not identified", en=("unknown", "unidentified", "other"), es=("desconocido", "sin información"), bs=("nepoznato",), ru=("неизвестно",)),
)  # fmt: skip

MODELS = tuple(
    device
    for category, sub, kind, names in (
        (MINE, "blast", AP, "PMA-1; PMA-1A; PMA-2; PMA-3; PMD-1; PMD-6=ПМД-6М; PMN=ПМН; PMN-2; PMN-3; PMN-4; PFM-1=Butterfly mine=Лепесток=PFM-1S; "
         "M14; Type 72=Type 72A=Тип 72; VS-50; VS-Mk2; TS-50; SB-33; GYATA-64; R2M1=R2M2; No. 4; MAI-75; P4 Mk1; YM-1; APID 51; M/56; PP Mi-Ba III"),
        (MINE, "bounding fragmentation", AP, "PROM-1=PROM; PROM-2; OZM-3; OZM-4; OZM-72; M16=M16A1=M16A2; Valmara 69=V-69; P-40; Type 69"),
        (MINE, "fragmentation", AP, "PMR-1; PMR-2=PMR-2A; PMR-3; PMR-4; POMZ-2=POMZ; POMZ-2M; PP Mi-Sr; POM-2=ПОМ-2С; POM-3"),
        (MINE, "directional fragmentation", AP, "MRUD; MON-50; MON-90; MON-100; MON-200; M18A1=Claymore=M18"),
        (MINE, "blast", AV, "TMM-1; TMA-1=TMA-1A; TMA-2=TMA-2A; TMA-3; TMA-4; TMA-5=TMA-5A; TMRP-6=TMRP; TMRP-7; TMD-1; TM-46=TMN-46; TM-57; TM-62M=TM-62; TM-62P; TM-72; TM-83; "
         "M15; M19; M6; M7; Type 72 AV=Type 72 AT; VS-1.6; VS-2.2; VS-3.6; TC/2.4; TC/6; SH-55; MAT-76; UKA-63; PRB M3; YM-II; TQ-Mi; PT Mi-Ba III; PTM-1; PTM-3; Mk 7"),
        (CLUSTER, "submunition", SUB, "KB-1=KB-1 DPICM; KB-2; MK-1=Mk 1 (M-87); BLU-26; BLU-36; BLU-42; BLU-61; BLU-63; BLU-97; Mk 118=Rockeye; M42; M43; M46; M77; M85; "
         "ShOAB-0.5=ШОАБ-0,5; AO-1SCh; AO-2.5RT=АО-2,5РТ; AO-2.5RTM; PTAB-1M; PTAB-2.5M=PTAB-2.5KO; 9N210=9Н210; 9N235=9Н235; 9N22=9Н22; 9N24=9Н24; ZP-39; 3-O-10=3О10; Grenade M42/M46; "
         "BL-755=BL755; BLG-66=Belouga; PM-1; MZD-2; SD-2"),
        (MUNITION, "grenade", UXO, "F-1=Ф-1; RGD-5=РГД-5; RG-42; RGO; RGN; M75=Kašikara=M-75; M50 P3; BRD M83; M67; Mk 2; VOG-17=ВОГ-17; VOG-25=ВОГ-25; M203 40 mm=40 mm grenade"),
        (MUNITION, "mortar", UXO, "Mortar 50 mm; Mortar 60 mm=60 mm mortar; Mortar 81 mm=81 mm mortar; Mortar 82 mm=82 mm mortar; Mortar 120 mm=120 mm mortar"),
        (MUNITION, "projectile", UXO, "Projectile 20 mm; Projectile 23 mm; Projectile 30 mm; Projectile 37 mm; Projectile 57 mm; Projectile 73 mm=OG-9; Projectile 76 mm; Projectile 85 mm; Projectile 100 mm; "
         "Projectile 105 mm; Projectile 115 mm; Projectile 122 mm; Projectile 125 mm; Projectile 130 mm; Projectile 152 mm; Projectile 155 mm"),
        (MUNITION, "rocket", UXO, "PG-7=ПГ-7=RPG-7; PG-9=ПГ-9; PG-15V; M80 Zolja=Zolja; M79 Osa=Osa; RPG-18; RPG-22; Rocket 57 mm=S-5; S-8; Rocket 107 mm; Rocket 122 mm=Grad=9M22=BM-21; Rocket 128 mm; 9M27=Uragan; 9M55=Smerch; 9M111 Fagot=Fagot; 9M14 Malyutka=Malyutka=Maljutka"),
        (MUNITION, "bomb", UXO, "FAB-100; FAB-250; FAB-500; OFAB-100=OFAB; OFAB-250; Mk 82; Mk 83; Mk 84; M117; RBK-250; RBK-500"),
        (MUNITION, "rifle grenade", UXO, "M60 rifle grenade=TTM M60"),
    )
    for device in _models(category, sub, kind, names)
)  # fmt: skip
DEVICES: Mapping[str, Device] = {d.code: d for d in (*WORDS, *MODELS)}
SUBCATEGORIES = tuple(sorted({d.subcategory for d in DEVICES.values()}))


def spelled(devices: Iterable[Device]) -> dict[str, str]:
    """Folded spelling to code. What two mean alike belongs to neither, except that a model's own name is always its own."""
    out: dict[str, str] = {}
    doubtful: set[str] = set()
    listed = list(devices)
    for device in listed:
        for said in device.spellings():
            key = folded(said)
            if key and out.setdefault(key, device.code) != device.code:
                doubtful.add(key)
    out = {k: v for k, v in out.items() if k not in doubtful}
    return out | {folded(d.name): d.code for d in listed}


SPELLED: Mapping[str, str] = spelled(DEVICES.values())


def recognise(text: str, more: Mapping[str, str] | None = None) -> str:
    """The code of what a word means; a programme's own spellings, folded, go first. Empty where nobody knows it."""
    key = folded(text)
    return (more or {}).get(key) or SPELLED.get(key, "")


def digest() -> str:
    """What this edition is, in one line."""
    said = [
        [d.code, d.category.value, d.subcategory, d.kind.value, d.name, sorted({folded(n) for n in d.spellings()})]
        for _, d in sorted(DEVICES.items())
    ]
    return hashlib.sha256(content_hash([EDITION, said]).encode()).hexdigest()
