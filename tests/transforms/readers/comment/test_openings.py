"""How many openings a comment names, and what each is called. All comments here are invented, in shapes that threads have."""

from __future__ import annotations

import pytest

from transforms.readers.comment.comment import read_comment

LINK = '<a href="https:&#x2F;&#x2F;acme.example&#x2F;jobs" rel="nofollow">https:&#x2F;&#x2F;acme.example&#x2F;jobs</a>'


def titles(html: str) -> list[str]:
    return [opening.title for opening in read_comment(html).openings]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "We&#x27;re looking for data engineers as well as analysts and designers.",
            ["data engineer", "analyst", "designer"],
        ),
        (
            "Looking for designers, developers and recruiters.",
            ["designer", "Software Engineer", "recruiter"],
        ),
        (
            "Hiring recruiters, a sales manager, and curators.",
            ["recruiter", "sales manager", "curators"],
        ),
        (
            "Looking for Senior Designers (e.g. of maps. And more), Data Engineers and Analysts.",
            ["Senior Designer", "Data Engineer", "Analyst"],
        ),
        (
            "We are hiring for several roles at once: Data Engineer, Analyst and Designer.",
            ["Data Engineer", "Analyst", "Designer"],
        ),
        (
            "We have open positions for a Designer and a Data Engineer.",
            ["Designer", "Data Engineer"],
        ),
        ("We could use another solid front-end developer.", ["front-end developer"]),
        ("We are hiring backend and data scientists.", ["backend engineer", "data scientist"]),
        (
            "(Software, data, and design roles: see our site.)",
            ["Software Engineer", "Data Analyst", "Product Designer"],
        ),
        (
            "Here is what we are looking for in a designer: taste. We are hiring a data engineer.",
            ["data engineer"],
        ),
        ("Hiring Data Scientists and Data Engineers.", ["Data Scientist", "Data Engineer"]),
        (
            "We&#x27;re hiring data scientists, software engineers and lead engineers.",
            ["data scientist", "software engineer", "lead software engineer"],
        ),
        (
            "We are looking for a Junior DevOps Engineer, and a Senior DevOps Engineer.",
            ["Junior DevOps Engineer", "Senior DevOps Engineer"],
        ),
        ("We have 2 open roles: Analysts and Designers.", ["Analyst", "Designer"]),
        (
            "We seek designers (web (CSS), mobile (iOS)) and analysts.",
            ["web designer", "mobile designer", "analyst"],
        ),
        (
            "We&#x27;re hiring all kinds of people, from backend engineers, to data scientists, to QA engineers.",
            ["backend engineer", "data scientist", "QA engineer"],
        ),
        (
            "Several open roles (Data Engineers, Analysts, Backend Developers) are on our site.",
            ["Data Engineer", "Analyst", "Backend Developer"],
        ),
        ("We are interested in engineers or designers.", ["Software Engineer", "designer"]),
        (
            "We are hiring engineers (web, mobile), designers and analysts.",
            ["web engineer", "mobile engineer", "designer", "analyst"],
        ),
        (
            "We have opportunities across the stack: design, data, and DevOps.",
            ["Product Designer", "Data Analyst", "DevOps Engineer"],
        ),
        (
            "We hire for roles in engineering (all levels), sales, and design.",
            ["Software Engineer", "sales", "Product Designer"],
        ),
        ("We are looking for a second data engineer.", ["data engineer"]),
        (
            "We are hiring senior Java and C# developers.",
            ["senior Java developer", "C# developer"],
        ),
        ("Analysts and designers are also available.", ["Analyst", "designer"]),
        (
            "Companies looking for designers use our anvils. We need a data engineer.",
            ["data engineer"],
        ),
        (
            "We are hiring a Director of Sales and a Director of Growth role.",
            ["Director of Sales", "Director of Growth"],
        ),
        (
            "We are hiring staff in Ghent and Bonn: Data Scientists,\nData Engineers, and Designers.",
            ["Data Scientist", "Data Engineer", "Designer"],
        ),
        (
            "Open positions include Analysts, Designers and QA Engineers.",
            ["Analyst", "Designer", "QA Engineer"],
        ),
        (
            "We have open roles for Designers (Sketch), Analysts, and a Data Engineer.",
            ["Designer", "Analyst", "Data Engineer"],
        ),
        (
            "We are hiring lead engineers and data analysts.",
            ["lead software engineer", "data analyst"],
        ),
        (
            "We are hiring Software Engineers in Test and Designers who care.",
            ["Software Engineer in Test", "Designer"],
        ),
        (
            "We&#x27;re looking for Analysts to read our logs, Data Engineers that keep lakes clean and Designers.",
            ["Analyst", "Data Engineer", "Designer"],
        ),
        (
            "Open roles: Developers (Embedded), Developers (Web), Designer.",
            ["Developer (Embedded)", "Developer (Web)", "Designer"],
        ),
    ],
)
def test_a_sentence_names_each_kind_of_people_it_asks_for(
    sentence: str, expected: list[str]
) -> None:
    assert titles(f"Acme | Ghent | Full-time<p>We make anvils.<p>{sentence}") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Data Engineer\nData Analyst\nDesigner\nQuality Assurance",
            ["Data Engineer", "Data Analyst", "Designer", "QA Engineer"],
        ),
        ("* Data Engineer *Designer * Analyst", ["Data Engineer", "Designer", "Analyst"]),
        (f"[Data Engineer]({LINK})<p>[Designer]({LINK})", ["Data Engineer", "Designer"]),
        ("::Data Engineer::<p>Lakes.", ["Data Engineer"]),
        ("° Data Engineer<p>° Designer", ["Data Engineer", "Designer"]),
        (
            "We&#x27;re hiring: Data Engineer, Designer, Analyst",
            ["Data Engineer", "Designer", "Analyst"],
        ),
        (
            f"Data Engineer {LINK}<p>Lakes {LINK}<p>Designer {LINK}",
            ["Data Engineer", "Lakes", "Designer"],
        ),
        (
            "- Customer Experience Ambassador<p>- Data Services Specialist",
            ["Customer Experience Ambassador", "Data Services Specialist"],
        ),
        (
            "Roles:<p>- Data Engineer so that lakes stay clean<p>- Designer on our web team",
            ["Data Engineer", "Designer"],
        ),
        (
            "Engineering - Data Engineer, iOS Lead<p>Marketing - Copywriter",
            ["Data Engineer", "iOS Lead", "Copywriter"],
        ),
        (
            "DATA ENGINEER POSITION<p>Builds.<p>DESIGNER POSITION<p>Draws.",
            ["DATA ENGINEER", "DESIGNER"],
        ),
        (
            "Data, Backend, iOS Engineers; Designer; Analyst",
            ["Data Engineer", "Backend Engineer", "iOS Engineer", "Designer", "Analyst"],
        ),
        (
            f"Staff SDK Engineers - Web, Android &amp; iOS: {LINK}",
            ["Web Engineer", "Android Engineer", "iOS Engineer"],
        ),
        (
            f"Acme | Data Engineer | INTERN {LINK}<p>Acme | Designer | INTERN {LINK}",
            ["Data Engineer", "Designer"],
        ),
        (
            f"* Senior Engineer, Lakes &amp; AI - $150k {LINK}<p>* Senior AI Engineer, Finance - $150k {LINK}",
            ["Senior Engineer, Lakes & AI", "Senior AI Engineer, Finance"],
        ),
        (
            f"Data Engineer: {LINK}<p>Designer: {LINK}<p>Co-founders: Jane Doe {LINK} and John Roe",
            ["Data Engineer", "Designer"],
        ),
        (
            f"Data Engineer - $100k\n{LINK}<p>Legal Counsel - Contracts &amp; Leases - $100k\n{LINK}",
            ["Data Engineer", "Legal Counsel"],
        ),
        (f"Data Engineer: {LINK}<p>Reach out to the founder: {LINK}", ["Data Engineer"]),
    ],
)
def test_a_list_names_an_opening_an_item_however_it_is_drawn(
    body: str, expected: list[str]
) -> None:
    assert titles(f"Acme | Ghent | Full-time<p>We make anvils.<p>{body}") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "- Eng: Data Engineer (SQL)<p>- Ops: Sourcing Manager",
            ["Data Engineer", "Sourcing Manager"],
        ),
        ("Oslo - Data Engineer\nBonn, Germany - Designer", ["Data Engineer", "Designer"]),
        ("- Data Engineer- SQL and lakes<p>- Designer- Screens", ["Data Engineer", "Designer"]),
        ("Positions: Data Engineer, Lakes | Designer", ["Data Engineer, Lakes", "Designer"]),
        (
            "Open roles<p>- Sales<p>Speaks with people who need anvils.<p>- Onboarding<p>Shows them anvils.",
            ["Sales", "Onboarding"],
        ),
        ("- Android dev<p>- Test dev", ["Android developer", "Test developer"]),
        (
            f"Data Architect posting: {LINK}<p>Designer posting: {LINK}",
            ["Data Architect", "Designer"],
        ),
        ("For devs: our stack is Rust.<p>Hiring a designer.", ["designer"]),
        (
            "Embedded Systems - Proof of Concept Engineer<p>- Designer",
            ["Proof of Concept Engineer", "Designer"],
        ),
        (
            "Jane Doe, Director of Talent<p>- Data Engineer<p>- Designer",
            ["Data Engineer", "Designer"],
        ),
        ("- Client Services Engineer<p>- Designer", ["Client Services Engineer", "Designer"]),
    ],
)
def test_what_stands_before_or_behind_a_title_is_no_part_of_it(
    body: str, expected: list[str]
) -> None:
    assert titles(f"Acme | Ghent | Full-time<p>We make anvils.<p>{body}") == expected


def test_interns_and_visas_in_a_list_of_towns_are_terms() -> None:
    html = "Acme | Ghent, Bonn, REMOTE, INTERNS, VISA<p>We make anvils.<p>Hiring a data engineer."
    assert titles(html) == ["data engineer"]


def test_a_title_that_a_list_gives_again_is_a_second_opening() -> None:
    body = "- Data Engineer: lakes<p>- Designer: screens<p>- Data Engineer: streams"
    assert titles(f"Acme | Ghent<p>{body}") == ["Data Engineer", "Designer", "Data Engineer"]


def test_a_list_that_comes_again_whole_says_more_of_the_same_openings() -> None:
    body = "Data Engineer: $100k\nDesigner: $90k\nData Engineer: lakes\nDesigner: screens"
    assert titles(f"Acme | Ghent<p>{body}") == ["Data Engineer", "Designer"]


@pytest.mark.parametrize(
    "heading",
    [
        "We have the following requirements for you as a developer:",
        "You are our new colleague if this matches you:",
    ],
)
def test_a_line_that_asks_something_of_people_opens_no_list_of_openings(heading: str) -> None:
    html = f"Acme | Ghent<p>Looking for a data engineer.<p>{heading}<p>- Senior designer<p>- Expert programmer"
    assert titles(html) == ["data engineer"]


def test_a_title_among_many_things_that_are_asked_for_is_no_opening() -> None:
    asked = "- Loves lakes<p>- Knows SQL<p>- Sings well<p>- Expert programmer<p>- Can count"
    html = f"Acme | Ghent<p>Looking for a data engineer.<p>{asked}"
    assert titles(html) == ["data engineer"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The backend engineer will keep our lakes clean.", ["backend engineer"]),
        ("We write Python and Rust all day.", ["software engineer"]),
    ],
)
def test_a_comment_without_titles_is_about_the_job_that_its_text_speaks_of(
    body: str, expected: list[str]
) -> None:
    assert titles(f"Acme | Ghent | Full-time<p>We make anvils.<p>{body}") == expected


def test_a_sentence_on_benefits_opens_no_list_of_requirements() -> None:
    html = "Acme | Ghent<p>Benefits and pay are very good here.<p>* Data Engineer<p>* Designer"
    assert titles(html) == ["Data Engineer", "Designer"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "Acme | Data Engineer | Ghent<p>We are hiring Data Engineers, a Designer and an Analyst.",
            ["Data Engineer", "Designer", "Analyst"],
        ),
        (
            "Acme | Data Engineer + others | Ghent<p>We are looking for Data Engineers and Designers.",
            ["Data Engineer", "Designer"],
        ),
        (
            "Acme | Data Engineer | Ghent<p>We are hiring a designer as well.",
            ["Data Engineer", "designer"],
        ),
        (
            "Acme | Data Engineer | Ghent<p>You will report to a manager. Two Sigma hires all kinds of scientists.",
            ["Data Engineer"],
        ),
        (
            "Acme | Data Engineer | Ghent<p>We have other roles as well, including analysts and designers.",
            ["Data Engineer", "analyst", "designer"],
        ),
        (
            "Acme | Data Engineer | Ghent<p>Acme also has open positions for Analysts and a Designer.",
            ["Data Engineer", "Analyst", "Designer"],
        ),
        (
            "Acme | Kickass Developers | Ghent<p>- Data Engineer<p>- Designer",
            ["Data Engineer", "Designer"],
        ),
        (
            "Acme | Embedded Engineer, Product Designer | Ghent<p>- Embedded Engineer<p>- Head of Design",
            ["Embedded Engineer", "Head of Design"],
        ),
        (
            "Acme | Simulation developers | Ghent<p>We have two open positions:<p>- Scientific Developer<p>- Architect",
            ["Scientific Developer", "Software Architect"],
        ),
        (
            "Acme | Data Engineer | Ghent<p>We&#x27;re also looking for:<p>- Designer<p>- Analyst",
            ["Data Engineer", "Designer", "Analyst"],
        ),
        (
            "Acme | Software Engineers | Ghent<p>We&#x27;re also looking for electrical and mechanical engineers.",
            ["Software Engineer", "electrical engineer", "mechanical engineer"],
        ),
        (
            "Acme | Ghent<p>We are looking for backend and frontend engineers.<p>Jane Doe, Software Architect",
            ["backend engineer", "frontend engineer"],
        ),
        (
            "Acme | Fullstack Engineer | Ghent<p>We are hiring a Full Stack Engineer and a Designer.",
            ["Full Stack Engineer", "Designer"],
        ),
        (
            "Acme | SMT Engineer | Ghent<p>Acme | SMT Manager | Ghent",
            ["SMT Engineer", "SMT Manager"],
        ),
        (
            "Acme | Software Engineer | Ghent<p>We&#x27;re hiring software engineers to build our anvils: APIs, backend systems, data infrastructure and front-end interfaces.",
            ["Software Engineer"],
        ),
        (
            "Acme | Data Engineers and Infra SWE, Multiple Teams | Ghent<p>We look for Data Engineers and Infrastructure Software Engineers to forge with us.",
            ["Data Engineer", "Infra Software Engineer, Multiple Teams"],
        ),
        (
            "I have a new role open on my team: Staff Engineer - GenAI. We forge anvils. Remote in the US.",
            ["Staff software engineer"],
        ),
    ],
)
def test_first_line_and_body_name_each_opening_once(html: str, expected: list[str]) -> None:
    assert titles(html) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (
            "Frontend/Backend/Mobile/Business",
            ["Frontend Engineer", "Backend Engineer", "Mobile Engineer", "Business"],
        ),
        (
            "Infra / Data / ML Infra / SWE",
            [
                "Infrastructure Engineer",
                "Data Analyst",
                "Machine Learning Infrastructure Engineer",
                "Software Engineer",
            ],
        ),
        ("Rails, Backend, Frontend", ["Backend Engineer", "Frontend Engineer"]),
        (
            "Various Data Engineer, DevOps, and QA positions",
            ["Data Engineer", "DevOps Engineer", "QA Engineer"],
        ),
        ("Co-Founder &amp; CTO", ["Co-Founder & CTO"]),
        ("Software engineers (front and back)", ["front engineer", "back engineer"]),
        (
            "Director, Engineering (iOS or Android)",
            ["Director, Engineering (iOS or Android)"],
        ),
        ("Designers (iOS/Android)", ["Designer (iOS/Android)"]),
        ("Embedded/Firmware Engineers", ["Embedded/Firmware Engineer"]),
        ("C++ Developer, Designer", ["C++ Developer", "Designer"]),
        ("Client Support Engineer", ["Client Support Engineer"]),
        ("Intern | Onsite", ["Software Engineering Intern"]),
        ("Full Stack Developer, DevOps", ["Full Stack Developer", "DevOps Engineer"]),
        ("Front-end Designer &amp; Developer", ["Front-end Designer & Developer"]),
        (
            "Designers, backend and data engineers",
            ["Designer", "backend engineer", "data engineer"],
        ),
        ("iOS Engineer, Business Development", ["iOS Engineer", "Business Development"]),
        (
            "Engineering, design, data analysts",
            ["Software Engineer", "Product Designer", "data analyst"],
        ),
        ("Data Engineer; Designer; Analyst", ["Data Engineer", "Designer", "Analyst"]),
        (
            "Growth Engineer, Data Engineer, DevOps, Analyst",
            ["Growth Engineer", "Data Engineer", "DevOps engineer", "Analyst"],
        ),
    ],
)
def test_a_part_of_the_first_line_names_an_opening_a_kind(part: str, expected: list[str]) -> None:
    assert titles(f"Acme | {part} | Ghent<p>We make anvils.") == expected


@pytest.mark.parametrize(
    ("written", "spelled_out"),
    [
        ("QA Analysts", "QA Engineer"),
        ("Engineering Internship", "Software Engineering Intern"),
        ("Dev Manager", "Software Engineering Manager"),
        ("Chief Architect", "Chief Software Architect"),
        ("Data Architect", "Data Architect"),
        ("backend people", "backend Engineer"),
        ("Senior Firmware", "Senior Firmware Engineer"),
        ("Pentester", "Penetration Test Security Engineer"),
        ("Part Time Coder", "Part Time Software Developer"),
        ("Medical Coder", "Medical Coder"),
        ("QA Lead", "QA Engineering Lead"),
        ("Systems Administrator", "Systems Administration Engineer"),
        ("VP of Technology", "VP of Engineering"),
        ("QA Tester", "QA Test Engineer"),
        ("Data Scientists", "Data Scientist"),
        ("Senior Rails devs", "Senior Rails developer"),
        ("DevOps Engineers", "DevOps Engineer"),
        ("Sr WebGL Eng", "Sr WebGL Engineer"),
        ("MLEs", "Machine Learning Engineer"),
        ("Computer Vision Experts", "Machine Learning Engineer"),
        ("Python expert", "Python Software Engineer"),
        ("SEO expert", "SEO expert"),
    ],
)
def test_an_opening_is_named_as_one_person_with_the_job_written_out(
    written: str, spelled_out: str
) -> None:
    assert titles(f"Acme | {written} | Ghent<p>We make anvils.") == [spelled_out]


def test_an_expert_before_the_name_of_the_employer_is_a_title() -> None:
    comment = read_comment("NLP/Machine Learning expert | Acme | Rome, Italy<p>We make anvils.")
    assert comment.employer == "Acme"
    assert [opening.title for opening in comment.openings] == ["Machine Learning Engineer"]


@pytest.mark.parametrize(
    "reply",
    [
        "I can&#x27;t comment on the jobs, but I did interview there and was asked about maps.",
        "Remember you can view the newest post of this kind on the page of the account.",
        "====<p>SEEKING WORK<p>Data Engineer | Ghent | Remote",
        "Heads-up: please state the location, and whether you hire for your own firm. Readers, write only if you are interested.",
    ],
)
def test_replies_and_hints_are_no_postings(reply: str) -> None:
    assert not read_comment(f"{reply} {LINK}").is_posting
