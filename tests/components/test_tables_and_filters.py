"""Tables keep their place: sorting, paging and filtering live in the address."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs

from tests.components.conftest import Show


@dataclass
class Page:
    page: int
    total: int
    per_page: int = 50
    is_capped: bool = False

    @property
    def pages(self) -> int:
        return -(-self.total // self.per_page)


def addresses(html: str) -> list[dict[str, list[str]]]:
    """The query of each link, in order."""
    return [parse_qs(unescape(query)) for query in re.findall(r'href="\?([^"]*)"', html)]


SORT = "{{ c.sort_header('Có mặt', 'present', numeric=true) }}"


def test_a_head_sorts_upward_then_downward(show: Show) -> None:
    assert addresses(show("tables", SORT)) == [{"sort": ["present"]}]
    html = show("tables", SORT, "/?sort=present")
    assert addresses(html) == [{"sort": ["-present"]}]
    assert 'aria-sort="ascending"' in html
    html = show("tables", SORT, "/?sort=-present")
    assert addresses(html) == [{"sort": ["present"]}]
    assert 'aria-sort="descending"' in html


def test_a_head_may_begin_with_the_largest(show: Show) -> None:
    html = show("tables", "{{ c.sort_header('Có mặt', 'present', first='desc') }}")
    assert addresses(html) == [{"sort": ["-present"]}]


def test_the_order_in_force_without_an_address_is_marked(show: Show) -> None:
    html = show("tables", "{{ c.sort_header('Tên', 'name', current='name') }}")
    assert 'aria-sort="ascending"' in html


def test_sorting_keeps_the_filters_and_leaves_the_page(show: Show) -> None:
    html = show("tables", SORT, "/?q=nguyễn+văn&state=present&state=left&page=7")
    assert addresses(html) == [
        {"q": ["nguyễn văn"], "state": ["present", "left"], "sort": ["present"]}
    ]


def test_a_pager_keeps_the_query_and_names_the_range(show: Show) -> None:
    html = show("tables", "{{ c.pager(page) }}", "/?q=an&page=4", page=Page(4, 1030))
    assert "151–200 trong 1.030" in html
    assert {"q": ["an"], "page": ["5"]} in addresses(html)
    assert all(query["q"] == ["an"] for query in addresses(html))
    assert re.search(r'aria-current="page">4<', html)


def test_the_last_page_ends_where_the_list_ends(show: Show) -> None:
    html = show("tables", "{{ c.pager(page) }}", page=Page(21, 1030))
    assert "1.001–1.030 trong 1.030" in html
    assert 'rel="next"' not in html


def test_a_list_too_long_to_count_says_so(show: Show) -> None:
    html = show("tables", "{{ c.pager(page) }}", page=Page(1, 20_000, is_capped=True))
    assert "1–50 trong hơn 20.000" in html


def test_one_page_has_no_links_and_an_empty_list_no_pager(show: Show) -> None:
    assert addresses(show("tables", "{{ c.pager(page) }}", page=Page(1, 50))) == []
    assert show("tables", "{{ c.pager(page) }}", page=Page(1, 0)).strip() == ""


def test_an_address_cannot_leave_its_page_or_its_attribute(show: Show) -> None:
    hostile = '/?_external=1&_scheme=javascript&endpoint=x&q="><script>alert(1)</script>'
    html = show("tables", "{{ c.pager(page) }}" + SORT, hostile, page=Page(1, 100))
    assert "<script>" not in html
    assert 'href="javascript' not in html
    assert re.findall(r'href="(?!\?)', html) == []


FILTERS = """{% call c.filters(reset='/all') %}
{{ c.filter_search('q', 'Tên') }}
{{ c.filter_select('state', 'Tình trạng', [('present', 'Có mặt'), ('absent', 'Vắng')]) }}
{{ c.filter_check('mine', 'Của tôi') }}
{% endcall %}"""


def test_filters_show_what_the_address_says(show: Show) -> None:
    html = show("filters", FILTERS, '/?q=<b>"an"&state=absent&mine=1&sort=-name&page=3')
    assert 'value="&lt;b&gt;&#34;an&#34;"' in html
    assert '<option value="absent" selected>' in html
    assert re.search(r'name="mine" value="1" checked', html)
    assert '<input type="hidden" name="sort" value="-name">' in html
    assert 'name="page"' not in html


def test_filters_are_cleared_only_when_there_are_some(show: Show) -> None:
    assert "/all" not in show("filters", FILTERS, "/?sort=name&page=2&q=")
    assert 'href="/all"' in show("filters", FILTERS, "/?state=present")


def test_an_empty_list_knows_whether_it_is_filtered(show: Show) -> None:
    ask = "{% if c.filtered(['q', 'state']) %}filtered{% else %}nothing yet{% endif %}"
    assert show("filters", ask, "/?sort=name") == "nothing yet"
    assert show("filters", ask, "/?state=present") == "filtered"


def test_an_empty_state_says_the_next_step(show: Show) -> None:
    html = show(
        "tables", "{% call c.empty('Chưa có đại biểu', 'Nhập từ Excel.') %}<a>x</a>{% endcall %}"
    )
    assert "Nhập từ Excel." in html
    assert "<a>x</a>" in html
