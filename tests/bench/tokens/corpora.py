"""Makes texts to count: from the files of this repository and a seeded generator. Nothing in them repeats."""
import datetime, json, pathlib, random, re

SEED = 20261120
SIZE = 2_000_000


def make(root, folder):
    """Writes the texts into a folder; returns name -> path."""
    folder.mkdir(parents=True, exist_ok=True)
    makers = {"English-like": english, "code": code, "Chinese-like": chinese, "JSON logs": logs}
    paths = {}
    for name, maker in makers.items():
        paths[name] = folder / (re.sub(r"\W", "-", name.lower()) + ".txt")
        # Names of special tokens are text to some tokenizers, tokens or errors to others: not what is compared here.
        text = maker(root, random.Random(SEED)).replace("<|", "< |")
        paths[name].write_text(text, encoding="utf-8", newline="")
    return paths


def files(root, *kinds):
    found = (path for kind in kinds for path in root.rglob("*." + kind))
    skipped = {"target", "node_modules", ".git", "data"}
    return sorted(path for path in found if not skipped & set(path.relative_to(root).parts))


def code(root, rng):
    """All sources here, once, in a shuffled order."""
    sources = files(root, "rs", "py", "mjs", "toml")
    rng.shuffle(sources)
    return "\n".join(path.read_text(encoding="utf-8") for path in sources)


def english(root, rng):
    """Words of our prose, each drawn by the two before it, with invented ones between."""
    prose = [path.read_text(encoding="utf-8") for path in files(root, "md")]
    prose += [line.split("//", 1)[1].strip("/! ") for path in files(root, "rs")
              for line in path.read_text(encoding="utf-8").splitlines() if line.strip().startswith(("///", "//!"))]
    words = " ".join(prose).split()
    after = {}
    for one, two, three in zip(words, words[1:], words[2:]):
        after.setdefault((one, two), []).append(three)
    parts = "ba con der ex fi gra hel ing jo kan lo men nor ous pre qui ra sta ter un ver wil ya zen".split()
    out, pair, size = [], (words[0], words[1]), 0
    while size < SIZE:
        choices = after.get(pair) or [rng.choice(words)]
        word = rng.choice(choices)
        pair = (pair[1], word)
        if rng.random() < 0.01:
            word = "".join(rng.choice(parts) for _ in range(rng.randint(2, 4)))
        out.append(word + ("\n" if rng.random() < 0.07 else " "))
        size += len(out[-1])
    return "".join(out)


def chinese(root, rng):
    """Words of one to four of the commonest characters, in clauses."""
    common = ("的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
              "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业"
              "外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立"
              "及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统"
              "区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传"
              "师观清今切院让识候带导争运")
    lexicon = ["".join(rng.choices(common, k=rng.choices((1, 2, 3, 4), (2, 6, 2, 1))[0])) for _ in range(6_000)]
    out, size = [], 0
    while size < SIZE:
        clause = "".join(lexicon[int(len(lexicon) ** rng.random()) - 1] for _ in range(rng.randint(2, 9)))
        if rng.random() < 0.05:
            clause += rng.choice((" API ", "2026", "Rust", " token "))
        out.append(clause + rng.choices(("，", "。", "、", "。\n", "：", "？"), (6, 3, 1, 1, 0.5, 0.5))[0])
        size += 3 * len(out[-1])
    return "".join(out)


def logs(root, rng):
    """Log lines with times, addresses and digests."""
    words = "user login failed timeout retry cache miss hit request gateway worker queue job started finished".split()
    at, out, size = datetime.datetime(2026, 11, 1), [], 0
    while size < SIZE:
        at += datetime.timedelta(milliseconds=rng.randint(1, 5_000))
        line = {"timestamp": at.isoformat() + "Z", "level": rng.choice(("info", "warn", "error", "debug")),
                "message": " ".join(rng.choices(words, k=rng.randint(3, 9))), "request_id": "%032x" % rng.getrandbits(128),
                "duration_ms": round(rng.expovariate(1 / 80), 2), "status": rng.choice((200, 200, 404, 500)),
                "user": {"id": rng.randint(1, 10**6), "ip": ".".join(str(rng.randint(0, 255)) for _ in range(4))}}
        out.append(json.dumps(line) + "\n")
        size += len(out[-1])
    return "".join(out)


def drawn(rng, size, letters):
    """Letters at random."""
    return rng.randbytes(size).translate(bytes(letters[at % len(letters)] for at in range(256))).decode()


LOWER, BASE64 = b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
LINE = "one line of words"
HOSTILE = {"equal letters": lambda rng, size: "a" * size, "spaces": lambda rng, size: " " * size,
           "newlines": lambda rng, size: "\n" * size, "combining marks": lambda rng, size: "e" + "\u0301" * (size // 2),
           "Chinese without a stop": lambda rng, size: "人权宣言永不忘记" * (size // 24),
           "random letters": lambda rng, size: drawn(rng, size, LOWER),
           "base64 on one line": lambda rng, size: drawn(rng, size, BASE64),
           "random bytes": lambda rng, size: rng.randbytes(size // 2).decode("utf-8", "replace"),
           LINE: lambda rng, size: drawn(rng, size, LOWER + b"      ")}


def hostile(folder, name, size):
    """A text that has broken tokenizers, of about that many bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "hostile.txt"
    path.write_text(HOSTILE[name](random.Random(SEED + size), size), encoding="utf-8", newline="")
    return path


def tree(texts, folder, size):
    """A folder of many small files and a few large ones, together of about that many bytes; made once."""
    done = folder / "made"
    if done.exists() and done.read_text() == str(size):
        return folder / "files"
    text = b"".join(path.read_bytes() for path in texts)
    rng, written, number = random.Random(SEED), 0, 0
    while written < size:
        at = rng.randrange(len(text) - 5_000_000) if len(text) > 5_000_000 else 0
        piece = text[at:at + rng.choice((2_000, 8_000, 30_000, 120_000, 5_000_000))].decode("utf-8", "ignore")
        path = folder / f"files/{number % 40}/{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(piece, encoding="utf-8", newline="")
        written, number = written + path.stat().st_size, number + 1
    done.write_text(str(size))
    return folder / "files"
