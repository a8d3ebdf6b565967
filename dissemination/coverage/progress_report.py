"""The progress report for a directive and a period, in official form. Pure: a paper out of figures.

Sentences with figures come from `progress_sentences`; what officers wrote follows them in each part.
"""

from collections.abc import Mapping
from typing import Final

from dissemination.coverage import progress_tables
from dissemination.coverage.paper_models import ProgressPart
from dissemination.coverage.progress import Progress
from dissemination.coverage.progress_sentences import directive_of, grounds, sentences, span
from dissemination.papers.committees import Issuer
from dissemination.papers.document import Paper
from dissemination.papers.rulesets import ruleset

HEADINGS: Final = {
    ProgressPart.SITUATION: "I. TÌNH HÌNH CHUNG",
    ProgressPart.TARGETS: "II. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
    ProgressPart.GROUPS: "III. KẾT QUẢ THEO NHÓM NHIỆM VỤ, GIẢI PHÁP",
    ProgressPart.LATE: "IV. ĐƠN VỊ CHẬM VÀ CHƯA BÁO CÁO",
    ProgressPart.DIFFICULTIES: "V. KHÓ KHĂN, VƯỚNG MẮC",
    ProgressPart.PROPOSALS: "VI. KIẾN NGHỊ, ĐỀ XUẤT",
    ProgressPart.DIRECTION: "VII. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI",
}
# Where nobody has written yet: to be filled in by hand or in Word.
_UNWRITTEN: Final = "…" * 25
Words = Mapping[ProgressPart, str]


def report(progress: Progress, words: Words, issuer: Issuer, rules: str) -> Paper:
    """BÁO CÁO kết quả thực hiện: seven parts, and each unit's duty and figures in appendices."""
    directive, name = directive_of(progress), issuer.name(rules)
    paper = Paper(ruleset(rules), f"Báo cáo kết quả thực hiện {directive}")
    paper.heading(issuer.head(rules, "BC", progress.day.year))
    paper.title("Báo cáo", f"kết quả thực hiện {directive}\n{span(progress)}")
    paper.text(f"{grounds(progress)}, {name} báo cáo kết quả thực hiện {span(progress)} như sau:")
    said = sentences(progress)
    for part, heading in HEADINGS.items():
        paper.section(heading)
        table = progress_tables.table_of(part, progress)
        for text in said.get(part, ()):
            paper.text(text)
        if table:
            paper.table(table.columns, table.rows, table.name, has_totals=table.has_totals)
        written = [line.strip() for line in words.get(part, "").splitlines() if line.strip()]
        for text in written or ([] if said.get(part) or table else [_UNWRITTEN]):
            paper.text(text)
    paper.closing(("Cấp ủy cấp trên (báo cáo)", issuer.keeps(rules)), issuer.signature(rules))
    progress_tables.append(paper, progress)
    return paper
