//! What a request is about: drawn from the shares that a real manufacturer sees.

use chrono::Datelike as _;
use domain::{
    assets::{CauseClass, FaultCode, fault_codes},
    kernel::Timestamp,
    sla::{Impact, Priority, Severity, date_of},
    tickets::{Channel, EndKind, RequestType, ServiceMode},
    warranty::{Cause, ChargeClass, FaultReport, Need, Question, evaluate},
};

use super::{
    chance::Chance,
    machines::{FAMILIES, Machine},
    opening::Opening,
    symptoms,
    world::World,
};
use crate::{AppError, sla::rules::ZONE};

/// Share of each type among the requests; what a receptionist hears in a year.
const TYPES: &[(RequestType, f64)] = &[
    (RequestType::Repair, 35.0),
    (RequestType::Maintenance, 24.5),
    (RequestType::Installation, 4.5),
    (RequestType::Consultation, 29.8),
    (RequestType::Parts, 1.6),
    (RequestType::Training, 0.8),
    (RequestType::Suggestion, 0.8),
    (RequestType::Complaint, 1.2),
    (RequestType::Exchange, 0.35),
    (RequestType::Return, 0.25),
    (RequestType::Recall, 0.6),
];
/// 电话 52, 微信/门户 31, 邮件 9, 特约服务商 8 percent.
pub(super) const CHANNELS: &[(Channel, f64)] = &[
    (Channel::Phone, 52.0),
    (Channel::Wechat, 21.0),
    (Channel::Portal, 10.0),
    (Channel::Email, 9.0),
    (Channel::Partner, 8.0),
];
const PRIORITIES: [Priority; 4] = [Priority::P1, Priority::P2, Priority::P3, Priority::P4];

/// Which service class the request shall come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Free,
    Contract,
    Paid,
    /// In warranty, but the cause turns out to be the customer's
    Misuse,
    /// No unit is named
    Nothing,
}

/// What goes wrong on the way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Turns {
    pub late_reply: bool,
    pub late_solution: bool,
    /// The serial number is misheard and has to be verified
    pub unverified: bool,
    pub department: bool,
    pub pause: bool,
    /// The first visit does not solve it
    pub second_visit: bool,
    /// Nobody there at the first visit
    pub no_show: bool,
    pub wrong_phone: bool,
    pub returned: bool,
    pub reopened: bool,
    /// The answer does not help: it becomes a repair
    pub converted: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Story {
    pub request_type: RequestType,
    pub mode: ServiceMode,
    pub severity: Severity,
    pub impact: Impact,
    pub priority: Priority,
    pub channel: Channel,
    pub customer: u32,
    pub contact: usize,
    pub site: usize,
    pub machine: Option<u32>,
    pub description: String,
    pub fault: Option<&'static FaultCode>,
    pub cause: (String, CauseClass),
    pub contract: bool,
    pub ending: Option<EndKind>,
    pub turns: Turns,
}

impl Story {
    pub(super) fn draw(
        world: &World,
        chance: &mut Chance,
        at: Timestamp,
        opening: Option<&Opening>,
    ) -> Result<Self, AppError> {
        let drawn = *chance.of(TYPES);
        let request_type = opening.and_then(|o| o.request_type(chance)).unwrap_or(drawn);
        let drawn = PRIORITIES[chance.weighted(&priorities(request_type))];
        let priority = opening.and_then(Opening::priority).unwrap_or(drawn);
        let wish = wish(chance, request_type, opening.is_some());
        let (machine, wish) = machine(world, chance, at, request_type, wish)?;
        let (customer, site) = match machine {
            Some(index) => {
                let machine = &world.machines[index as usize];
                (machine.customer, machine.site as usize)
            }
            None => (chance.below(world.customers.len()) as u32, 0),
        };
        let family = machine.map(|index| world.family_of(&world.machines[index as usize]));
        let fault = family.filter(|_| is_fault(request_type)).and_then(|f| fault(chance, f, priority, at));
        let (severity, impact) = gravity(chance, priority, fault);
        let contacts = world.customers[customer as usize].contacts.len();
        let drawn = mode(chance, world, request_type, machine, fault);
        let visited = opening.is_some_and(Opening::needs_visit);
        Ok(Self {
            request_type,
            mode: if visited { ServiceMode::OnSite } else { drawn },
            severity,
            impact,
            priority,
            channel: *chance.of(CHANNELS),
            customer,
            contact: chance.below(contacts),
            site,
            machine,
            description: description(chance, world, request_type, machine, fault),
            fault,
            cause: cause(chance, fault, wish),
            contract: wish == Wish::Contract,
            ending: opening.is_none().then(|| ending(chance, request_type)).flatten(),
            turns: turns(chance, request_type, machine.is_some(), opening),
        })
    }

    pub(super) fn machine<'w>(&self, world: &'w World) -> Option<&'w Machine> {
        self.machine.map(|index| &world.machines[index as usize])
    }
}

const fn is_fault(request_type: RequestType) -> bool {
    matches!(request_type, RequestType::Repair | RequestType::Exchange | RequestType::Complaint)
}

/// All together P1 4, P2 16, P3 58, P4 22 percent.
const fn priorities(request_type: RequestType) -> [f64; 4] {
    match request_type {
        RequestType::Repair => [11.0, 43.0, 42.0, 4.0],
        RequestType::Complaint | RequestType::Recall => [4.0, 46.0, 50.0, 0.0],
        RequestType::Maintenance => [0.0, 0.0, 72.0, 28.0],
        RequestType::Installation | RequestType::Exchange | RequestType::Return => [0.0, 0.0, 92.0, 8.0],
        _ => [0.0, 0.0, 57.0, 43.0],
    }
}

/// 免费 44, 合同 17, 有偿 29, 其他 10 percent of the requests about a known unit. The contract is known to the answer
/// alone so far, not to the unit: an open request would lose it when it is asked again.
fn wish(chance: &mut Chance, request_type: RequestType, open: bool) -> Wish {
    match request_type {
        RequestType::Consultation
        | RequestType::Suggestion
        | RequestType::Training
        | RequestType::Complaint => {
            if chance.percent(17.0) {
                Wish::Free
            } else {
                Wish::Nothing
            }
        }
        RequestType::Parts
        | RequestType::Recall
        | RequestType::Installation
        | RequestType::Exchange
        | RequestType::Return => Wish::Free,
        _ if open => *chance.of(&[(Wish::Free, 58.0), (Wish::Paid, 42.0)]),
        RequestType::Repair => {
            *chance.of(&[(Wish::Free, 42.0), (Wish::Contract, 20.5), (Wish::Paid, 29.0), (Wish::Misuse, 8.5)])
        }
        _ => *chance.of(&[(Wish::Free, 44.0), (Wish::Contract, 20.5), (Wish::Paid, 35.5)]),
    }
}

/// A unit that can have this problem and comes to the class that is wished for.
fn machine(
    world: &World,
    chance: &mut Chance,
    at: Timestamp,
    request_type: RequestType,
    wish: Wish,
) -> Result<(Option<u32>, Wish), AppError> {
    if wish == Wish::Nothing {
        return Ok((None, wish));
    }
    let date = date_of(ZONE, at);
    let weights: Vec<f64> =
        FAMILIES.iter().map(|(code, share, rate)| load(request_type, code, *share, *rate, date)).collect();
    let mut fallback = None;
    for _ in 0..60 {
        let (from, to) = world.ranges[chance.weighted(&weights)];
        let index = from + chance.below((to - from) as usize) as u32;
        let Some(machine) = world.machines.get(index as usize) else { continue };
        if !machine.is_working() || machine.in_use_from() > date {
            continue;
        }
        let young = date.signed_duration_since(machine.in_use_from()).num_days() < 60;
        if request_type == RequestType::Installation && !young && fallback.is_none() {
            fallback = Some((index, wish));
            continue;
        }
        let covered = covered(world, machine, at)?;
        if covered == matches!(wish, Wish::Free | Wish::Misuse) {
            return Ok((Some(index), wish));
        }
        fallback = Some((index, if covered { Wish::Free } else { Wish::Paid }));
    }
    Ok(match fallback {
        Some((index, wish)) => (Some(index), wish),
        // nothing fits: any unit will do, the rules say what it comes to
        None => (Some(chance.below(world.machines.len()) as u32), Wish::Paid),
    })
}

/// How many requests of a type a family makes.
fn load(request_type: RequestType, code: &str, share: u32, rate: f64, date: chrono::NaiveDate) -> f64 {
    let (share, hot) = (f64::from(share), code == "KY" && matches!(date.month(), 7 | 8));
    match (request_type, code) {
        // what needs regular care: 40 % of the machining centres, 35 % of the compressors, half of the robots
        (RequestType::Maintenance, "VMC") => share * 0.8,
        (RequestType::Maintenance, "KY") => share * 1.05,
        (RequestType::Maintenance, "HR") => share,
        (RequestType::Maintenance, "CP") => share * 0.08,
        (RequestType::Maintenance, _) => 0.0,
        (RequestType::Recall, "KY") => share,
        (RequestType::Recall, _) => 0.0,
        (RequestType::Installation | RequestType::Training, "IV300" | "MAT" | "IPC") => 0.0,
        // E01 alone doubles; it is a third of what compressors have in summer
        _ if hot => share * rate * 1.35,
        _ => share * rate,
    }
}

fn covered(world: &World, machine: &Machine, at: Timestamp) -> Result<bool, AppError> {
    let question = Question {
        subject: world.subject(machine)?,
        history: Vec::new(),
        fault: Some(FaultReport { code: None, reported_at: at, cause: Cause::Unknown, part_group: None }),
        need: Need::Service,
        contract: None,
        same_model_in_stock: None,
        substitute_in_stock: None,
        as_of: at,
    };
    Ok(evaluate(&question, &|date| world.rules.is_rest_day(date)).charge_class == ChargeClass::Free)
}

/// A fault that fits the priority; overheating compressors have their season.
fn fault(chance: &mut Chance, family: &str, priority: Priority, at: Timestamp) -> Option<&'static FaultCode> {
    let summer = matches!(date_of(ZONE, at).month(), 7 | 8);
    let weight = |fault: &FaultCode| -> f64 {
        let fits = match priority {
            Priority::P1 => fault.severity <= 2,
            Priority::P2 => matches!(fault.severity, 2 | 3),
            // 预警105℃: it still runs
            Priority::P3 => fault.severity == 3 || fault.code.as_str() == "E01",
            Priority::P4 => fault.severity == 4,
        };
        match (fits, fault.code.as_str(), summer) {
            (false, ..) => 0.0,
            (true, "E01", true) => 2.2 * 2.5,
            (true, "E01", false) => 2.5,
            (true, "E08" | "P01" | "R110" | "SP020" | "OC1" | "OH", _) => 2.0,
            _ => 1.0,
        }
    };
    let faults: Vec<&FaultCode> = fault_codes().iter().filter(|f| f.family.as_str() == family).collect();
    if faults.is_empty() {
        return None;
    }
    let weights: Vec<f64> = faults.iter().map(|f| weight(f)).collect();
    if weights.iter().sum::<f64>() > 0.0 {
        Some(faults[chance.weighted(&weights)])
    } else {
        Some(*chance.pick(&faults))
    }
}

fn gravity(chance: &mut Chance, priority: Priority, fault: Option<&FaultCode>) -> (Severity, Impact) {
    let grave = fault.map_or(3, |f| f.severity);
    match priority {
        Priority::P1 if grave == 1 => (Severity::SafetyOrLineDown, Impact::MachineDown),
        Priority::P1 => (Severity::SevereDegradation, Impact::LineDown),
        Priority::P2 if grave == 2 => (
            Severity::SevereDegradation,
            if chance.percent(60.0) { Impact::MachineDown } else { Impact::Runs },
        ),
        Priority::P2 => (Severity::OrdinaryFault, Impact::MachineDown),
        Priority::P3 => (Severity::OrdinaryFault, if fault.is_some() { Impact::Runs } else { Impact::None }),
        Priority::P4 => (Severity::QuestionOrMinor, Impact::None),
    }
}

fn mode(
    chance: &mut Chance,
    world: &World,
    request_type: RequestType,
    machine: Option<u32>,
    fault: Option<&FaultCode>,
) -> ServiceMode {
    use ServiceMode::{Depot, Field, OnSite, Remote, Station};
    let product = machine.map(|index| world.models[world.machines[index as usize].model as usize].product);
    let immovable = product.is_some_and(|p| p.immovable);
    let remote = fault.is_some_and(|f| f.remote_solvable);
    match request_type {
        RequestType::Maintenance
        | RequestType::Installation
        | RequestType::Recall
        | RequestType::Training => OnSite,
        RequestType::Exchange | RequestType::Return if immovable => OnSite,
        RequestType::Exchange | RequestType::Return => *chance.of(&[(Station, 40.0), (Depot, 60.0)]),
        RequestType::Repair if immovable => {
            *chance.of(&[(OnSite, 80.0), (Field, 3.0), (Remote, if remote { 30.0 } else { 0.0 })])
        }
        RequestType::Repair => match (product.map_or("", |p| p.family.as_str()), remote) {
            ("IV300" | "IPC", true) => *chance.of(&[(Remote, 55.0), (Depot, 25.0), (OnSite, 20.0)]),
            ("IV300" | "IPC", false) => *chance.of(&[(Depot, 55.0), (Station, 15.0), (OnSite, 30.0)]),
            (_, true) => *chance.of(&[(Remote, 48.0), (OnSite, 52.0)]),
            (_, false) => *chance.of(&[(OnSite, 88.0), (Depot, 7.0), (Station, 5.0)]),
        },
        _ => Remote,
    }
}

fn description(
    chance: &mut Chance,
    world: &World,
    request_type: RequestType,
    machine: Option<u32>,
    fault: Option<&FaultCode>,
) -> String {
    let model = match machine {
        Some(index) => &world.models[world.machines[index as usize].model as usize],
        None => chance.pick(&world.models),
    };
    let family = model.product.family.as_str();
    let of_family = symptoms::said(family, fault.map_or("", |f| f.code.as_str()));
    let list: &[&str] = match request_type {
        RequestType::Repair if !of_family.is_empty() => &of_family,
        RequestType::Repair | RequestType::Maintenance => symptoms::MAINTENANCE,
        RequestType::Installation => symptoms::INSTALLATION,
        RequestType::Consultation => symptoms::CONSULTATION,
        RequestType::Parts => symptoms::PARTS,
        RequestType::Training => symptoms::TRAINING,
        RequestType::Complaint => symptoms::COMPLAINT,
        RequestType::Suggestion => symptoms::SUGGESTION,
        RequestType::Exchange | RequestType::Return | RequestType::Refund => symptoms::RETURNING,
        RequestType::Recall => symptoms::RECALL,
    };
    chance.word(list).replace("{}", model.product.model.as_str())
}

/// The final cause. What we pay for has a cause of ours; in six of a hundred nothing is found.
fn cause(chance: &mut Chance, fault: Option<&FaultCode>, wish: Wish) -> (String, CauseClass) {
    let ours = |class: CauseClass| matches!(class.warranty_cause(), Cause::ProductDefect | Cause::Unknown);
    if wish != Wish::Misuse && chance.percent(6.0) {
        return ("现场多次试机未复现，各项数据正常".to_owned(), CauseClass::NoFaultFound);
    }
    let causes: Vec<(&domain::assets::FaultCause, f64)> = fault
        .map(|f| f.causes.iter())
        .into_iter()
        .flatten()
        .filter(|c| match wish {
            Wish::Misuse => !ours(c.class),
            Wish::Free | Wish::Contract => ours(c.class) && c.class != CauseClass::NoFaultFound,
            Wish::Paid | Wish::Nothing => true,
        })
        .map(|c| (c, f64::from(c.share)))
        .collect();
    if !causes.is_empty() {
        let cause = chance.of(&causes);
        return (cause.zh.to_string(), cause.class);
    }
    match wish {
        Wish::Misuse => ("超负荷使用且未按手册保养".to_owned(), CauseClass::Use),
        _ => ("元器件早期失效".to_owned(), CauseClass::SupplierPart),
    }
}

fn ending(chance: &mut Chance, request_type: RequestType) -> Option<EndKind> {
    if request_type == RequestType::Complaint {
        return None;
    }
    *chance.of(&[
        (None, 96.2),
        (Some(EndKind::Cancelled), 1.1),
        (Some(EndKind::Withdrawn), 1.3),
        (Some(EndKind::Duplicate), 1.3),
        (Some(EndKind::Refused), 0.1),
    ])
}

fn turns(
    chance: &mut Chance,
    request_type: RequestType,
    known_unit: bool,
    opening: Option<&Opening>,
) -> Turns {
    let repair = request_type == RequestType::Repair;
    let question = request_type == RequestType::Consultation;
    let open = opening.is_some();
    let mut draw = |percent: f64, holds: bool| chance.percent(percent) && holds;
    let turns = Turns {
        late_reply: draw(3.8, !open),
        late_solution: draw(7.0, !open),
        unverified: draw(3.0, repair && known_unit && !open),
        department: draw(6.0, repair),
        pause: draw(5.0, !question),
        second_visit: draw(14.0, repair),
        no_show: draw(2.5, !question),
        wrong_phone: draw(2.5, !question),
        returned: draw(4.0, true),
        reopened: draw(6.8, !question && !open),
        converted: draw(4.0, question && known_unit && !open),
    };
    opening.map_or(turns, |o| o.turns(turns))
}
