//! Due times over a year with holidays (aim: a million a second on one core), and all clocks of a busy ticket.

#![expect(clippy::panic, reason = "a benchmark that cannot be set up has nothing to measure")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::{
    kernel::Timestamp,
    sla::{
        Calendar, ClockKind, Fact, FactAt, PauseReason, Priority, Rules, Span, Subject, compute, standard,
    },
};

/// 2025-01-01 00:00 in Shanghai.
const NEW_YEAR: &str = "2024-12-31T16:00:00Z";

fn after(minutes: i64) -> Timestamp {
    NEW_YEAR.parse::<Timestamp>().unwrap_or_else(|e| panic!("{e}")).plus_seconds(minutes * 60)
}

fn due_times(c: &mut Criterion) {
    let calendars = standard::calendars().unwrap_or_else(|e| panic!("{e}"));
    let calendar = |code| calendars.get(code).unwrap_or_else(|| panic!("{code}"));
    // every 53 minutes of the year 2025
    let starts: Vec<Timestamp> = (0..365 * 24 * 60 / 53).map(|i| after(i * 53)).collect();
    let spans: [(&Calendar, Span); 3] = [
        (calendar("CAL-8x5"), Span::WorkingHours { seconds: 16 * 3600 }),
        (calendar("CAL-8x5"), Span::WorkingDays { days: 3 }),
        (calendar("CAL-24x7"), Span::Natural { seconds: 24 * 3600 }),
    ];
    let mut group = c.benchmark_group("due_times");
    group.throughput(Throughput::Elements(starts.len() as u64 * 3));
    group.bench_function("16WH, 3WD and 24h over 2025", |b| {
        b.iter(|| {
            for start in &starts {
                for (calendar, span) in &spans {
                    let _ = black_box(calendar.due(black_box(*start), span));
                }
            }
        });
    });
    group.throughput(Throughput::Elements(starts.len() as u64));
    for (calendar, span) in &spans {
        group.bench_function(span.to_string(), |b| {
            b.iter(|| {
                for start in &starts {
                    let _ = black_box(calendar.due(black_box(*start), span));
                }
            });
        });
    }
    group.bench_function("elapsed over three weeks", |b| {
        let calendar = calendar("CAL-8x5");
        b.iter(|| {
            for start in &starts {
                let _ = black_box(calendar.elapsed(*start, start.plus_seconds(21 * 86_400)));
            }
        });
    });
    group.finish();
}

/// 200 facts in two months: 20 visits with window and form, 22 waits for the customer, 15 urgings, 8 transfers to head
/// office, replies, and a line that stops and runs again.
fn busy_ticket() -> Vec<FactAt> {
    let mut facts = Vec::new();
    let mut minute = 20 * 24 * 60 + 9 * 60;
    let mut add = |fact| {
        minute += 433;
        facts.push(FactAt { at: after(minute), fact });
    };
    add(Fact::Acknowledged);
    add(Fact::SubstantiveReply);
    for round in 0..22 {
        add(Fact::Pause { reason: PauseReason::CustomerInformation });
        add(Fact::SubstantiveReply);
        add(Fact::Resume);
        if round < 20 {
            let from = after(minute_of_window(round));
            add(Fact::AppointmentAgreed { from, to: from.plus_seconds(7200) });
            add(Fact::ArrivedOnSite);
            add(Fact::VisitFinished);
            add(Fact::FormHandedIn);
        }
        if round < 15 {
            add(Fact::Urged);
            add(Fact::UrgeAnswered);
        }
        if round < 3 {
            add(Fact::TransferredToHq);
            add(Fact::HqAccepted);
        }
        match round {
            4 => add(Fact::PriorityChange { priority: Priority::P1 }),
            9 => add(Fact::PriorityChange { priority: Priority::P3 }),
            _ => {}
        }
    }
    for _ in 0..5 {
        add(Fact::TransferredToHq);
        add(Fact::HqAccepted);
    }
    add(Fact::CauseAndPlanSent);
    add(Fact::Resolved);
    add(Fact::CustomerConfirmed);
    add(Fact::SurveySent);
    facts
}

const fn minute_of_window(round: i64) -> i64 {
    60 * 24 * 60 + round * 4000
}

fn all_clocks(c: &mut Criterion) {
    let calendars = standard::calendars().unwrap_or_else(|e| panic!("{e}"));
    let policy = standard::policy();
    let rules = Rules { policy: &policy, calendars: &calendars };
    let subject = Subject {
        request_type_code: "repair".to_owned(),
        mode_code: "on_site".to_owned(),
        priority: Priority::P3,
        received_at: after(20 * 24 * 60 + 9 * 60),
        circumstances: domain::sla::Circumstances::default(),
    };
    let facts = busy_ticket();
    let as_of = after(120 * 24 * 60);
    let clocks = compute(rules, &subject, &facts, as_of).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(facts.len(), 200);
    assert!(clocks.iter().any(|c| c.kind == ClockKind::FormHandIn && c.cycle == 20));
    let mut group = c.benchmark_group("compute");
    group.bench_function(format!("{} clocks from 200 facts", clocks.len()), |b| {
        b.iter(|| black_box(compute(rules, &subject, black_box(&facts), as_of)));
    });
    group.bench_function("a new ticket", |b| {
        b.iter(|| black_box(compute(rules, &subject, &[], subject.received_at)));
    });
    group.bench_function("a calendar compiled", |b| {
        let spec = standard::calendar_8x5();
        b.iter(|| black_box(Calendar::compile(black_box(&spec))));
    });
    group.finish();
}

criterion_group!(benches, due_times, all_clocks);
criterion_main!(benches);
