"""The months by name in the languages of the field: nominative, genitive and short."""

_NAMES: tuple[str, ...] = (
    # English, Bosnian and Serbian (both scripts), Croatian, Spanish
    "january jan januar januara januarom јануар јануара јан siječanj siječnja sijecanj sijecnja sij enero ene",
    "february feb februar februara фебруар фебруара феб veljača veljače veljaca veljace velj febrero",
    "march mar mart marta март марта мар ožujak ožujka ozujak ozujka ožu marzo",
    "april apr aprila април априла апр travanj travnja tra abril abr",
    "may maj maja мај маја svibanj svibnja svi mayo",
    "june jun juni juna jуни јун јуни јуна lipanj lipnja lip junio",
    "july jul juli jula јул јули јула srpanj srpnja srp julio",
    "august aug avgust avgusta avg augusta август августа авг kolovoz kolovoza kol agosto ago",
    "september sep sept septembar septembra септембар септембра сеп rujan rujna ruj septiembre setiembre",
    "october oct oktobar oktobra okt октобар октобра окт listopad listopada lis octubre",
    "november nov novembar novembra новембар новембра нов studeni studenog studenoga stu noviembre",
    "december dec decembar decembra децембар децембра дец prosinac prosinca pro diciembre dic",
)
MONTHS: dict[str, int] = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
