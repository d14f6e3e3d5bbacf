"""Names that the press spells in many ways: `@kyiv` in a query stands for all of them.

The forms are compared folded, so that accents and cases need no line of their own. To add a name,
add a line; its key is what people write after the @. The operator's own stand in the desk file,
[aliases].
"""

from collections.abc import Mapping

Aliases = Mapping[str, tuple[str, ...]]  # name in small letters → spellings

ALIASES: Aliases = {
    # places whose names are transcribed, or have another form in each language
    "kyiv": ("Kyiv", "Kiev", "Kiew", "Kyjiw", "Kijów", "Kijev", "Kyjev", "Київ", "Киев"),
    "kharkiv": ("Kharkiv", "Kharkov", "Charkiw", "Charkow", "Jarkov", "Харків", "Харьков"),
    "odesa": ("Odesa", "Odessa", "Odesse", "Одеса", "Одесса"),
    "dnipro": ("Dnipro", "Dniepr", "Dnepr", "Дніпро", "Днепр"),
    "beijing": ("Beijing", "Peking", "Pékin", "Pechino", "Pequim", "北京"),
    "moscow": ("Moscow", "Moskau", "Moscou", "Moscú", "Mosca", "Moskwa", "Moskva", "Москва"),
    "gaza": ("Gaza", "Gazastreifen", "Gazastrook", "غزة"),
    "geneva": ("Geneva", "Genève", "Genf", "Ginebra", "Ginevra"),
    # people
    "zelensky": ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyj", "Selenskyj", "Selenski",
                 "Zelenski", "Зеленський", "Зеленский"),
    "putin": ("Putin", "Poutine", "Poetin", "Путін", "Путин"),
    "netanyahu": ("Netanyahu", "Netanjahu", "Netanyahou", "Netanjahoe"),
    "gaddafi": ("Gaddafi", "Gadhafi", "Qaddafi", "Kadhafi", "Khadafy", "Gheddafi", "Gadafi"),
    "khamenei": ("Khamenei", "Chamenei", "Jameneí", "Khamenej", "خامنئی"),
    # institutions
    "nato": ("NATO", "OTAN", "Atlantic Alliance", "Nordatlantikpakt", "НАТО"),
    "eu": ("European Union", "Union européenne", "Europäische Union", "Unión Europea",
           "Unione europea", "União Europeia", "Europese Unie"),
    "un": ("United Nations", "Nations unies", "Vereinte Nationen", "Naciones Unidas",
           "Nazioni Unite", "Nações Unidas", "Verenigde Naties"),
    "who": ("World Health Organization", "World Health Organisation",
            "Organisation mondiale de la santé", "Weltgesundheitsorganisation",
            "Organización Mundial de la Salud"),
}  # fmt: skip
