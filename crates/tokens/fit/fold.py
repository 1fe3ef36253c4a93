"""Which source is kept aside in which fold: languages and kinds of program for documents, repositories for requests."""
from zlib import crc32

import numpy as np
from sklearn.cluster import KMeans

FOLDS = 8
CLUSTERS = 30


def document_groups(documents, text, names):
    """A language of the declaration is one group with its variants; programs are grouped by the marks they use."""
    marks = [k for k, name in enumerate(names["text"]) if name.split(" ")[0] in
             ("mark", "space_mark", "mark_letter", "mark_newline", "mark_repeated")]
    share = text[:, marks] / np.maximum(1, text[:, marks].sum(1, keepdims=True))
    cluster = KMeans(CLUSTERS, n_init=2, random_state=0).fit_predict(np.sqrt(share))
    groups = []
    for row, k in zip(documents, cluster):
        meta = row["source"]["meta"]
        if row["source"]["corpus"] == "udhr":
            language = meta["iso639_3"]
            groups.append("language " + (meta["f"] if language == "und" else language))
        else:
            groups.append(f"programs {k}")
    return groups


def spread(groups):
    """Folds of documents: whole groups, the large ones dealt out evenly."""
    sizes = {group: groups.count(group) for group in groups}
    load, fold = [0] * FOLDS, {}
    for group in sorted(sizes, key=lambda group: (-sizes[group], group)):
        if sizes[group] > 10:
            fold[group] = int(np.argmin(load))
            load[fold[group]] += sizes[group]
        else:
            fold[group] = crc32(group.encode()) % FOLDS
    return [fold[group] for group in groups]


def request_fold(repository):
    """Folds of requests: whole repositories, the largest ones apart."""
    largest = ["0xPlaygrounds/rig", "agentjido/req_llm", "Mirascope/mirascope", "maruel/genai",
               "activeagents/activeagent", "posit-dev/chatlas", "langchain-ai/langchain"]
    return largest.index(repository) if repository in largest else FOLDS - 1
