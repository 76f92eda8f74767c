"""The archive's tables. Append migrations, never edit one; connection.VERSION counts them.

Times are UTC text that sorts (see moments.py), days are `YYYY-MM-DD`, lists are JSON.
"""

from __future__ import annotations

import json

from sqlite_utils import Database, Migrations

migrations = Migrations("policywatch")


def _run(db: Database, *statements: str) -> None:
    # One by one: executescript() would commit the migration half way.
    for statement in statements:
        db.conn.execute(statement)


@migrations()
def documents(db: Database) -> None:
    """What is kept: releases, where each was seen, what each said before, and what is worth telling."""
    _run(
        db,
        """
        create table documents (
          -- What does each release say, in the wording of its elected original?
          id integer primary key autoincrement, -- never given twice: a forgotten id stays empty
          place integer not null unique, -- day << 20 | arrival within the day; the day is published, else arrival
          url text not null unique, -- the elected original; always one of the document's sightings
          source text,
          title text not null,
          text text not null,
          fingerprint text, -- of the text; null where it is too short to tell documents apart
          published text,
          signed text,
          effective text,
          expires text,
          deadline text,
          stale integer not null,
          issuer text,
          number text,
          index_number text,
          category text,
          region text,
          city text,
          issuing_region text,
          language text,
          mirror_of text,
          attachments text not null,
          images text not null,
          properties text not null,
          evidence text not null,
          cuts text not null,
          first_seen text not null,
          updated_at text not null -- when the present wording was recorded
        )
        """,
        "create index documents_fingerprint on documents (fingerprint) where fingerprint is not null",
        "create index documents_deadline on documents (deadline) where deadline is not null",
        """
        create table sightings (
          -- Under which URLs was each document seen, and what did each page say when last looked at?
          id integer primary key,
          url text not null unique,
          document_id integer not null references documents (id) on delete cascade,
          source text,
          title text not null,
          published text,
          wording text not null, -- digest of the page's text however short: did this page change?
          standing integer not null, -- how likely this is the original's place; lower is better
          raw text, -- digest of the page in the raw file
          verdict text not null, -- what attached it
          seen_at text not null,
          checked_at text not null
        )
        """,
        "create index sightings_document on sightings (document_id)",
        "create index sightings_source on sightings (source, seen_at)",
        "create index sightings_raw on sightings (raw) where raw is not null",
        """
        create table revisions (
          -- What did each document say before it said what it says now, and where?
          id integer primary key,
          document_id integer not null references documents (id) on delete cascade,
          url text not null,
          source text,
          title text not null,
          text text not null,
          fingerprint text,
          fields text not null, -- every other field, as extract.document.fields names them
          raw text,
          seen_at text not null -- when this wording was recorded
        )
        """,
        "create index revisions_document on revisions (document_id)",
        "create index revisions_raw on revisions (raw) where raw is not null",
        "create index revisions_fingerprint on revisions (fingerprint) where fingerprint is not null",
        """
        create table changes (
          -- What happened to documents that is worth telling, and has everyone been asked yet?
          id integer primary key autoincrement, -- subscriptions remember the last one before them
          document_id integer not null references documents (id) on delete cascade,
          kind text not null check (kind in ('new', 'revised', 'copy', 'original')),
          source text,
          url text not null,
          at text not null,
          held integer not null, -- told in a summary, not one by one
          revision_id integer references revisions (id) on delete set null, -- the wording it replaced
          what text not null, -- which fields differ from that wording
          matched_at text
        )
        """,
        "create index changes_document on changes (document_id)",
        "create index changes_unmatched on changes (id) where matched_at is null",
    )


@migrations()
def search(db: Database) -> None:
    """The full-text index; store/index.py alone writes it, rowid = documents.place."""
    # Which documents hold these words? Contentless: the text itself is in documents.
    _run(
        db,
        """
        create virtual table search using fts5 (
          title, body, chars, meta,
          content = '',
          tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
        )
        """,
    )


@migrations()
def frontier(db: Database) -> None:
    """What the crawler must remember about URLs."""
    _run(
        db,
        """
        create table pages (
          -- Which pages were found, which of them still wait to be read, and when is each asked for (again)?
          id integer primary key,
          url text not null unique,
          source text not null,
          list_url text not null,
          title text, -- as the list's row says
          published text, -- as the list's row says
          tell_since text, -- older than this is told in a summary; null once read
          state text not null check (state in ('waiting', 'read', 'unreadable', 'gone', 'given up', 'forgotten')),
          attempts integer not null default 0, -- failures since it was last settled
          next_try text, -- null: never
          found_at text not null,
          checked_at text,
          etag text,
          modified text,
          raw text,
          reason text, -- of the last failure
          leads_to text -- the sighting's URL, where the page redirected to another
        )
        """,
        "create index pages_due on pages (source, next_try) where next_try is not null",
        "create index pages_raw on pages (raw) where raw is not null",
        "create index pages_leads_to on pages (leads_to) where leads_to is not null",
        "create index pages_given_up on pages (source) where state = 'given up'",
        """
        create table lists (
          -- What must be sent with the next request for a list page to hear "not modified"?
          url text primary key,
          source text not null,
          etag text,
          modified text,
          read_at text not null
        )
        """,
        """
        create table robots (
          -- What did each origin's robots.txt say, and when was it asked?
          origin text primary key,
          status integer not null,
          body blob not null,
          read_at text not null
        )
        """,
    )


@migrations()
def crawling(db: Database) -> None:
    """Which sources are crawled, when, and how it went."""
    _run(
        db,
        """
        create table sources (
          -- Which sources are switched on, and when is each due?
          source text primary key,
          enabled integer not null,
          every_minutes integer, -- the operator's wish; null: learnt
          next_due text,
          enabled_at text not null
        )
        """,
        """
        create table runs (
          -- How did each visit to a source end?
          id integer primary key,
          source text not null,
          started text not null,
          finished text, -- null: still running, or cut off
          outcome text check (outcome in ('news', 'quiet', 'broken', 'blocked')),
          reason text,
          listed integer not null default 0,
          fetched integer not null default 0,
          new integer not null default 0,
          revised integer not null default 0,
          copies integer not null default 0,
          unreadable integer not null default 0,
          failed integer not null default 0
        )
        """,
        "create index runs_source on runs (source, id)",
        "create index runs_good on runs (source, id) where outcome in ('news', 'quiet')",
    )


@migrations()
def telling(db: Database) -> None:
    """Who wants to know what, and what is on its way to them."""
    _run(
        db,
        """
        create table subscriptions (
          -- Who wants to be told about what, and how often?
          id integer primary key autoincrement,
          name text not null unique,
          query text not null,
          city text, -- a region code
          higher integer not null,
          source text,
          every text not null check (every in ('instant', 'daily', 'weekly')),
          quiet text,
          paused integer not null default 0,
          lang text not null,
          created text not null,
          since_change integer not null -- only later changes concern it
        )
        """,
        """
        create table channels (
          -- Where does a subscription want its messages? The URL holds tokens: never print it.
          id integer primary key autoincrement,
          subscription_id integer not null references subscriptions (id) on delete cascade,
          url text not null,
          unique (subscription_id, url)
        )
        """,
        """
        create table alerts (
          -- Which change concerns which subscription, and why?
          id integer primary key autoincrement,
          subscription_id integer not null references subscriptions (id) on delete cascade,
          change_id integer not null references changes (id) on delete cascade,
          document_id integer not null references documents (id) on delete cascade,
          kind text not null check (kind in ('release', 'summary')),
          reason text not null,
          created text not null,
          unique (change_id, subscription_id)
        )
        """,
        "create index alerts_document on alerts (document_id, subscription_id)",
        "create index alerts_subscription on alerts (subscription_id, kind)",
        """
        create table deliveries (
          -- What is on its way to which channel, and what became of it?
          id integer primary key autoincrement,
          alert_id integer not null references alerts (id) on delete cascade,
          channel_id integer not null references channels (id) on delete cascade,
          subscription_id integer not null references subscriptions (id) on delete cascade,
          kind text not null check (kind in ('release', 'summary')),
          state text not null check (state in ('waiting', 'leased', 'sent', 'dead', 'dropped')),
          due text not null,
          attempts integer not null default 0,
          first_try text, -- when the first attempt failed
          message_id text, -- the message that carries it
          lease_until text, -- until then its sender is believed to be alive
          error text,
          sent_at text,
          unique (alert_id, channel_id, kind)
        )
        """,
        "create index deliveries_due on deliveries (due) where state = 'waiting'",
        "create index deliveries_leased on deliveries (lease_until) where state = 'leased'",
        "create index deliveries_message on deliveries (message_id) where message_id is not null",
        "create index deliveries_channel on deliveries (channel_id)",
        "create index deliveries_dead on deliveries (id) where state = 'dead'",
        "create index deliveries_subscription on deliveries (subscription_id)",
    )


@migrations()
def repeats(db: Database) -> None:
    """What sites write into page after page."""
    _run(
        db,
        """
        create table passages (
          -- Which passages of each page could be its site's own, so that those that recur can be found?
          id integer primary key,
          url text not null unique,
          document_id integer not null references documents (id) on delete cascade,
          source text not null,
          day text not null, -- published, else arrived
          passages blob not null, -- digests, one behind the other
          sketch blob not null -- of its sentences: how much does it share with another page?
        )
        """,
        "create index passages_source on passages (source, id)",
        "create index passages_document on passages (document_id)",
        """
        create table repeats (
          -- Which passages are cut from each source's pages, and on what evidence?
          source text not null,
          passage blob not null,
          sample text not null, -- its words as one of the pages had them
          documents integer not null,
          different integer not null, -- of them, forms that were only filled in again not counted
          since text not null,
          until text not null,
          primary key (source, passage)
        ) without rowid
        """,
        """
        create table lessons (
          -- Up to which of its pages was each source studied for repeats?
          source text primary key,
          passages_id integer not null
        )
        """,
    )


@migrations()
def event_kinds(db: Database) -> None:
    """More kinds of change; what a subscription may choose of them, whose it is and how it wants its messages."""
    # Rebuilt, because SQLite cannot change a check. Foreign keys are off meanwhile: see connection._migrate.
    _rebuilt(
        db,
        "changes",
        """
        -- What happened to documents that is worth telling, and has everyone been asked yet?
        id integer primary key autoincrement, -- subscriptions remember the last one before them
        document_id integer not null references documents (id) on delete cascade,
        kind text not null check (kind in ('new', 'revised', 'copy', 'original', 'attachment', 'withdrawn', 'altered',
                                           'deadline', 'stale')),
        source text,
        url text not null,
        at text not null,
        held integer not null, -- told in a summary, not one by one
        revision_id integer references revisions (id) on delete set null, -- the wording it replaced
        what text not null, -- which fields differ from that wording
        matched_at text,
        key text, -- what must be told once has one; null: may happen again
        detail text not null default '{}' -- passages, the proving sentence, file names: by kind
        """,
        "create index changes_document on changes (document_id)",
        "create index changes_unmatched on changes (id) where matched_at is null",
        "create unique index changes_key on changes (key) where key is not null",
    )
    _rebuilt(
        db,
        "alerts",
        """
        -- Which change concerns which subscription, and why?
        id integer primary key autoincrement,
        subscription_id integer not null references subscriptions (id) on delete cascade,
        change_id integer not null references changes (id) on delete cascade,
        document_id integer not null references documents (id) on delete cascade,
        kind text not null check (kind in ('release', 'summary', 'reminder')),
        reason text not null,
        created text not null,
        unique (change_id, subscription_id)
        """,
        "create index alerts_document on alerts (document_id, subscription_id)",
        "create index alerts_subscription on alerts (subscription_id, kind)",
    )
    _rebuilt(
        db,
        "deliveries",
        """
        -- What is on its way to which channel, and what became of it?
        id integer primary key autoincrement,
        alert_id integer not null references alerts (id) on delete cascade,
        channel_id integer not null references channels (id) on delete cascade,
        subscription_id integer not null references subscriptions (id) on delete cascade,
        kind text not null check (kind in ('release', 'summary', 'reminder')),
        state text not null check (state in ('waiting', 'leased', 'sent', 'dead', 'dropped')),
        due text not null,
        attempts integer not null default 0,
        first_try text, -- when the first attempt failed
        message_id text, -- the message that carries it
        lease_until text, -- until then its sender is believed to be alive
        error text,
        sent_at text,
        unique (alert_id, channel_id, kind)
        """,
        "create index deliveries_due on deliveries (due) where state = 'waiting'",
        "create index deliveries_leased on deliveries (lease_until) where state = 'leased'",
        "create index deliveries_message on deliveries (message_id) where message_id is not null",
        "create index deliveries_channel on deliveries (channel_id)",
        "create index deliveries_dead on deliveries (id) where state = 'dead'",
        "create index deliveries_subscription on deliveries (subscription_id)",
    )
    _run(
        db,
        # Which kinds of change it is told; `new` stands for copies and new originals of what it does not know, too.
        """alter table subscriptions add column kinds text not null default '["new"]'""",
        "alter table subscriptions add column deadline_days text not null default '[14,3,1]'",  # before a deadline
        # Which region the city filter asks for: the one a release is about, its issuer's, or either.
        """
        alter table subscriptions add column place text not null default 'about'
          check (place in ('about', 'issuing', 'either'))
        """,
        "alter table subscriptions add column owner text",
        "alter table subscriptions add column at text",  # HH:MM of a digest; null: the default
        "alter table subscriptions add column weekday integer check (weekday between 0 and 6)",  # Monday is 0
        "alter table subscriptions add column zone text",  # IANA name for digest and quiet hours; null: POLICYWATCH_TZ
        # Minutes an instant message may wait for company.
        "alter table subscriptions add column window_minutes integer not null default 0",
        "alter table subscriptions add column cap integer",  # releases told one by one a day; null: no end
        "alter table subscriptions add column tell_empty integer not null default 0",  # a digest even of nothing
        "alter table subscriptions add column secret text",  # env: or keyring: reference: webhooks are signed with it
        "alter table subscriptions add column template text",  # how an item is written; null: as ever
        "create index subscriptions_owner on subscriptions (owner) where owner is not null",
    )


def _rebuilt(db: Database, table: str, columns: str, *indexes: str) -> None:
    """The table with these columns, every row and its numbering kept; columns it did not have get their default."""
    kept = ", ".join(row[1] for row in db.conn.execute(f"pragma table_info({table})"))
    numbered = db.conn.execute("select seq from sqlite_sequence where name = ?", (table,)).fetchone()
    _run(
        db,
        f"create table rebuilt ({columns})",
        f"insert into rebuilt ({kept}) select {kept} from {table}",
        f"drop table {table}",
        f"alter table rebuilt rename to {table}",
        *indexes,
    )
    if numbered:
        # A number given once is never given again, also where the last rows are gone.
        db.conn.execute("delete from sqlite_sequence where name = ?", (table,))
        db.conn.execute("insert into sqlite_sequence (name, seq) values (?, ?)", (table, *numbered))


@migrations()
def checks(db: Database) -> None:
    """What somebody saw who looked at a source's lists."""
    _run(
        db,
        """
        create table checks (
          -- What did the lists of each source show when they were checked, and was it ever seen to work?
          id integer primary key autoincrement,
          source text not null,
          at text not null,
          found text not null check (found in ('good', 'doubtful', 'broken', 'blocked')),
          reason text, -- why it is not good
          rows integer not null,
          dated integer not null, -- of the rows, those with a date
          family text,
          titles text not null, -- of the first rows
          seconds real not null
        )
        """,
        "create index checks_source on checks (source, id)",
    )


@migrations()
def health(db: Database) -> None:
    """How sources are, what the operator was told of it, and which hosts asked to be left alone."""
    _run(
        db,
        """
        create table health (
          -- How is each source, since when and why, and what is usual for it?
          source text primary key,
          state text not null
            check (state in ('ok', 'quiet', 'late', 'broken', 'blocked', 'unverified')),
          reason text,
          cause text, -- what kind of trouble its last run met
          since text not null, -- of the state
          failures integer not null default 0, -- bad runs in a row
          failing_since text,
          last_sign text, -- the day of its latest release
          late_after text, -- the last day on which silence is still normal; null: not enough history
          rhythm text, -- what was learnt of how it publishes
          lists text not null default '{}', -- what is usual on each of its lists
          notes text not null default '[]', -- what is odd, and no trouble yet
          learnt_at text
        )
        """,
        """
        create table troubles (
          -- Which sources were late, broken or blocked, from when to when, and does the operator know?
          id integer primary key autoincrement,
          source text not null,
          state text not null check (state in ('late', 'broken', 'blocked')),
          cause text,
          host text not null,
          reason text not null,
          opened text not null,
          ended text,
          reminders integer not null default 0,
          remind_at text not null
        )
        """,
        "create unique index troubles_open on troubles (source) where ended is null",
        """
        create table notices (
          -- What is on its way to the operator, and what became of it?
          id integer primary key autoincrement,
          trouble_id integer not null references troubles (id) on delete cascade,
          stage text not null check (stage in ('opened', 'lasting', 'ended')),
          state text not null check (state in ('waiting', 'leased', 'sent', 'dead', 'dropped')),
          due text not null,
          attempts integer not null default 0,
          first_try text,
          message_id text, -- the message that carries it
          lease_until text,
          error text,
          sent_at text
        )
        """,
        "create index notices_trouble on notices (trouble_id)",
        "create index notices_due on notices (due) where state = 'waiting'",
        "create index notices_leased on notices (lease_until) where state = 'leased'",
        "create index notices_message on notices (message_id) where message_id is not null",
        """
        create table waits (
          -- Which hosts said when to come back?
          host text primary key,
          until text not null
        )
        """,
        # On which days did a source publish? Found by this index alone.
        "create index pages_days on pages (source, published, found_at)",
        "create index sources_due on sources (next_due) where enabled",
    )


@migrations()
def ways_in_and_out(db: Database) -> None:
    """How far imports came, and views for people who bring their own tools."""
    _run(
        db,
        """
        create table imports (
          -- Which imports did not reach their end, and how far did each come?
          file text primary key, -- absolute path
          mark text not null, -- digest of its size, its time and its beginning: is it still the same file?
          line integer not null, -- all up to this one is in the archive
          tally text not null,
          began text not null
        )
        """,
        # How many of each verdict? Counted in this index alone.
        "create index sightings_verdict on sightings (verdict)",
        # Whoever rebuilds a table named below drops its views before and makes them again: SQLite refuses otherwise.
        """
        create view releases as
          select d.id, d.published, d.title, d.issuer, d.number, d.category, d.city, d.region, d.deadline, d.source,
                 d.url, (select count(*) from sightings s where s.document_id = d.id) as sightings,
                 d.first_seen, d.updated_at, d.text
          from documents d
        """,
        """
        create view latest as
          select d.id, d.published, d.title, d.issuer, d.city, d.category, d.deadline, d.source, d.url
          from documents d
          order by d.place desc
        """,
        """
        create view seen as
          select s.seen_at, s.verdict, s.source, s.url, s.document_id, d.title, d.published, s.checked_at
          from sightings s
          join documents d on d.id = s.document_id
        """,
        """
        create view told as
          select s.name as subscription, a.kind, v.state, v.sent_at, v.due, v.attempts, v.error,
                 a.document_id, d.title, d.published, d.url
          from deliveries v
          join alerts a on a.id = v.alert_id
          join subscriptions s on s.id = v.subscription_id
          join documents d on d.id = a.document_id
        """,
    )


@migrations()
def rereading(db: Database) -> None:
    """How far today's reader came over the kept pages."""
    _run(
        db,
        """
        create table rereads (
          -- Which rereads did not reach their end, and how far did each come?
          selection text primary key, -- of documents, as store.rereads.Selection writes it
          sighting_id integer not null, -- all up to this one are read
          began text not null
        )
        """,
    )


@migrations()
def judgements(db: Database) -> None:
    """Why documents are one or several: what each reprint says, how documents lie to each other, what people ruled."""
    _run(
        db,
        """
        create table wordings (
          -- What does each sighting say that its document is not shown in, and why does it belong there?
          sighting_id integer primary key references sightings (id) on delete cascade,
          text text, -- null: the very words of its document, or of a revision, under the sighting's digest
          fields text not null, -- every other field, as extract.document.fields names them
          evidence text not null -- what the verdict rests on
        )
        """,
        """
        create table links (
          -- Which documents are about each other, how, and what says so?
          document_id integer not null references documents (id) on delete cascade, -- the part, the one that quotes
          other_id integer not null references documents (id) on delete cascade,
          kind text not null, -- part, quote, series; later cites, interprets, amends …
          evidence text not null,
          primary key (document_id, other_id, kind)
        ) without rowid
        """,
        "create index links_other on links (other_id)",
        """
        create table rulings (
          -- Which pages did somebody rule to show the same release, or not to?
          url text not null,
          other_url text not null,
          ruling text not null check (ruling in ('together', 'apart')),
          at text not null,
          primary key (url, other_url)
        ) without rowid
        """,
        "create index rulings_other on rulings (other_url)",
        # Set where a revision came with a document that was merged into this one: the number that one had.
        "alter table revisions add column merged_from integer",
        """
        create table sketched (
          -- Whose words is each row of the sketches? A row that is not here any more is passed over.
          row integer primary key autoincrement, -- never given twice
          document_id integer not null references documents (id) on delete cascade,
          sighting_id integer references sightings (id) on delete cascade -- null: what the document is shown in
        )
        """,
        "create index sketched_document on sketched (document_id)",
        "create index sketched_sighting on sketched (sighting_id) where sighting_id is not null",
        # Which wordings share rare words? Contentless: store/sketches.py alone writes it and makes its tokens.
        """
        create virtual table sketches using fts5 (
          tokens,
          content = '', columnsize = 0, detail = none, tokenize = 'ascii'
        )
        """,
    )
    from store import sketches

    sketches.rebuild(db)


@migrations()
def life_lines(db: Database) -> None:
    """What each document is about and what it cites; for those that are there already, too."""
    _run(
        db,
        """
        create table subjects (
          -- What is each document about, at which stage, and under which number?
          document_id integer primary key references documents (id) on delete cascade,
          subject text, -- folded letters, as extract.stages.subject takes them from the title
          named integer not null, -- the title names it in 《》
          stage text,
          number text, -- folded letters of the 文号
          mark text, -- 济科发〔2026〕3号 is number 3 of the year 2026 of 济科发
          year integer,
          serial integer
        )
        """,
        "create index subjects_subject on subjects (subject) where subject is not null",
        "create index subjects_number on subjects (number) where number is not null",
        "create index subjects_series on subjects (mark, year, serial) where mark is not null",
        """
        create table citations (
          -- What does each document cite, and what for?
          id integer primary key,
          document_id integer not null references documents (id) on delete cascade,
          title text,
          number text,
          relation text not null check (relation in ('basis', 'amends', 'repeals', 'mentions')),
          subject text, -- of the title, as in subjects
          number_key text -- of the number, as in subjects
        )
        """,
        "create index citations_document on citations (document_id)",
        "create index citations_subject on citations (subject) where subject is not null",
        "create index citations_number on citations (number_key) where number_key is not null",
    )
    from store import lifeline

    kept = db.conn.execute("select id, title, text, number, category from documents")
    for id, title, text, number, category in kept:
        lifeline.write(db, id, title=title, text=text, number=number, category=category)


@migrations()
def pacing(db: Database) -> None:
    """What keeps messages few and slow enough: when they left, how many there were, and digests without news."""
    _run(
        db,
        """
        create table departures (
          -- When did messages leave for each address lately? Services count what comes to one address.
          id integer primary key autoincrement,
          address text not null, -- a digest of it: the address itself is a credential
          at text not null -- or when it shall leave
        )
        """,
        "create index departures_address on departures (address, at)",
        """
        create table tallies (
          -- How many releases was each subscription told of one by one today, and how many are over its cap?
          day text not null,
          subscription_id integer not null,
          told integer not null,
          over integer not null,
          primary key (day, subscription_id)
        ) without rowid
        """,
        """
        create table digests (
          -- Which digests had nothing to tell, and what became of the message that says so?
          id integer primary key autoincrement,
          subscription_id integer not null references subscriptions (id) on delete cascade,
          channel_id integer not null references channels (id) on delete cascade,
          moment text not null, -- when the digest was due
          state text not null check (state in ('waiting', 'leased', 'sent', 'dead', 'dropped')),
          due text not null,
          attempts integer not null default 0,
          first_try text,
          message_id text,
          lease_until text,
          error text,
          sent_at text,
          unique (channel_id, moment)
        )
        """,
        "create index digests_due on digests (due) where state = 'waiting'",
        "create index digests_leased on digests (lease_until) where state = 'leased'",
        "create index digests_subscription on digests (subscription_id)",
        "create index digests_message on digests (message_id) where message_id is not null",
    )


@migrations()
def body_first(db: Database) -> None:
    """The index with its largest column first; what is there already is indexed anew."""
    # FTS5 writes the number of a column with every word of a document, but that of the first: a fifth of the index.
    _run(
        db,
        "drop table search",
        """
        create virtual table search using fts5 (
          body, title, chars, meta,
          content = '',
          tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
        )
        """,
    )
    # Today's words, whatever they are when this runs: a later migration that changes them indexes everything anew. One
    # that changes the table's columns gives this step the columns and words it had, else index.add misses the new ones.
    from store import index

    kept = db.conn.execute(
        """
        select d.place, d.title, d.text, case when json_valid(d.attachments) then d.attachments else '[]' end,
               d.region, d.category, d.issuer, d.number,
               (select json_group_array(s.source) from sightings s where s.document_id = d.id and s.source is not null)
        from documents d
        order by d.place
        """
    )
    for place, title, text, attachments, region, category, issuer, number, sources in kept:
        row = index.Row(
            title=title,
            body=index.body(text, (file.get("text") for file in json.loads(attachments))),
            region=region,
            sources=tuple(sorted(set(json.loads(sources)))),
            category=category,
            issuer=issuer,
            number=number,
        )
        index.add(db, place, row)
