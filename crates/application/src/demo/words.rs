//! What people of the company write: replies, plans, results, notes.

use domain::{
    assets::CauseClass,
    kernel::{Line, Timestamp},
    sla::{PauseReason, local_of},
    tickets::{EndKind, RequestType, ServiceMode},
    warranty::ChargeClass,
};

use super::{chance::Chance, story::Story};
use crate::sla::rules::ZONE;

pub(super) fn reply(chance: &mut Chance, story: &Story, window: Option<(Timestamp, Timestamp)>) -> String {
    if let Some((from, to)) = window {
        let (from, to) = (local_of(ZONE, from), local_of(ZONE, to));
        return format!(
            "已与客户联系，约定{}到{}上门，请提前安排停机并准备好电源、气源。",
            from.format("%-m月%-d日%H:%M"),
            to.format("%H:%M")
        );
    }
    match story.request_type {
        RequestType::Consultation => chance
            .word(&[
                "已按说明书相关章节电话解答，并把对应页发到客户微信。",
                "已解答；保养周期以运行小时和日历月先到者为准，资料已邮件发送。",
                "已把通信点表和接线示意图发给客户，建议先在一台上试。",
                "已说明操作步骤并在线指导客户完成设置。",
            ])
            .to_owned(),
        RequestType::Suggestion => "感谢建议，已转研发评估，采纳后会告知。".to_owned(),
        RequestType::Complaint => {
            "对给您带来的不便深表歉意，已安排主管核查，三个工作日内书面答复。".to_owned()
        }
        RequestType::Parts => "已核对型号与库存，报价单已发送，款到当日发货。".to_owned(),
        _ => match story.mode {
            ServiceMode::Remote => {
                "已受理，工程师将通过电话和远程协助处理，请保持设备通电并有人在旁。".to_owned()
            }
            ServiceMode::Depot | ServiceMode::Station => {
                "请将设备送至服务点，附上故障说明和联系人；收到后48小时内给出诊断。".to_owned()
            }
            _ => "已受理，工程师将尽快与您联系。".to_owned(),
        },
    }
}

pub(super) fn preliminary(story: &Story) -> String {
    match story.fault {
        Some(fault) => {
            let causes: Vec<&str> = fault.causes.iter().take(2).map(|cause| cause.zh.as_str()).collect();
            format!("{}，可能原因：{}", fault.zh, causes.join("或"))
        }
        None => "根据客户描述初步判断，需结合实物进一步确认".to_owned(),
    }
}

pub(super) fn parts(story: &Story) -> Vec<&'static str> {
    match (story.fault, story.request_type) {
        (Some(fault), _) => fault.parts.iter().take(1).map(Line::as_str).collect(),
        (None, RequestType::Recall) => vec!["压力传感器PS24"],
        (None, RequestType::Maintenance) => vec!["油滤"],
        _ => Vec::new(),
    }
}

pub(super) fn measure(story: &Story) -> String {
    match (story.fault, story.request_type) {
        (Some(fault), _) => {
            let checks: Vec<&str> = fault.checks.iter().take(2).map(Line::as_str).collect();
            match fault.parts.first() {
                Some(part) => format!("{}；必要时更换{part}", checks.join("，")),
                None => checks.join("，"),
            }
        }
        (None, RequestType::Maintenance) => "按保养表逐项检查、清洁、更换滤芯与油品，测试安全装置".to_owned(),
        (None, RequestType::Installation) => "就位找正、接线接管、通电试车、验收并培训操作工".to_owned(),
        (None, RequestType::Training) => "操作、点检与安全培训半天，现场实操并考核".to_owned(),
        (None, RequestType::Parts) => "按原厂件号发货，随货附合格证".to_owned(),
        (None, RequestType::Complaint) => "核查服务记录与录音，给出书面答复和整改措施".to_owned(),
        (None, RequestType::Exchange | RequestType::Return) => "收货检验后按规定办理".to_owned(),
        (None, RequestType::Recall) => "按召回作业指导书更换指定部件".to_owned(),
        _ => "检查并处理，恢复正常使用".to_owned(),
    }
}

pub(super) fn told(story: &Story, class: Option<ChargeClass>) -> String {
    let fee = match class {
        Some(ChargeClass::Free) => "本次在质保期内，免费。",
        Some(ChargeClass::Contract) => "按服务合同执行，人工免费，备件按成本价。",
        Some(ChargeClass::Paid) => "已过质保，属有偿服务，费用已说明并取得客户同意。",
        Some(ChargeClass::Other) | None => "费用另行说明。",
    };
    format!("已告知原因与处理方案：{}。{fee}", measure(story))
}

pub(super) fn pause(chance: &mut Chance, paid: bool) -> (PauseReason, &'static str) {
    if paid && chance.percent(60.0) {
        return (PauseReason::CustomerFeeDecision, "报价已发，客户内部审批中，已告知恢复前暂停计时");
    }
    *chance.of(&[
        (
            (PauseReason::CustomerDowntimeWindow, "客户赶订单不能停机，约定停机窗口后再上门，已告知暂停计时"),
            60.0,
        ),
        ((PauseReason::CustomerInformation, "需客户提供铭牌照片和报警记录，已告知收到前暂停计时"), 30.0),
        ((PauseReason::ForceMajeure, "台风停工，客户厂区关闭，已告知恢复后继续"), 10.0),
    ])
}

pub(super) fn question(story: &Story) -> String {
    let what = story.fault.map_or("该故障", |fault| fault.zh.as_str());
    format!("请确认{what}是否有同批次类似反馈，以及推荐的更换件版本")
}

pub(super) fn answer(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "近三个月同批次共3例，建议更换改进版部件，随件附说明",
        "未见批次性问题，按个案处理",
        "供应商已确认该批次焊点不良，可直接更换并退回旧件分析",
    ])
}

pub(super) fn work(story: &Story) -> String {
    if story.cause.1 == CauseClass::NoFaultFound {
        return "全面检查电气、机械与参数，连续试机未复现故障，已清洁并紧固".to_owned();
    }
    match (story.fault, story.request_type) {
        (Some(fault), _) => {
            let first = fault.checks.first().map_or("检查", |check| check.as_str());
            format!("{first}；确认原因为{}，已处理", story.cause.0)
        }
        (None, RequestType::Maintenance) => "完成保养表全部项目，更换滤芯和油品，复位保养计时".to_owned(),
        (None, RequestType::Installation) => {
            "完成就位、找正、接线和试车，空载负载运行正常，培训操作工两名".to_owned()
        }
        (None, RequestType::Training) => "讲解操作规程与点检要点，实操考核全部合格".to_owned(),
        _ => "按方案处理完毕".to_owned(),
    }
}

pub(super) fn result(chance: &mut Chance, story: &Story) -> String {
    if story.cause.1 == CauseClass::NoFaultFound && story.fault.is_some() {
        return "试运行2小时未复现，建议继续观察，如再出现请保留报警画面".to_owned();
    }
    match story.request_type {
        RequestType::Repair => chance.word(&[
            "故障排除，空载和负载试运行30分钟正常，参数已备份",
            "故障排除，连续运行1小时各项数据正常，已向客户说明日常注意事项",
            "已恢复生产，客户试加工合格",
        ]),
        RequestType::Maintenance => "保养完成，运行正常，下次保养时间已告知",
        RequestType::Installation => "安装调试完成，验收合格并签署记录",
        RequestType::Consultation | RequestType::Suggestion => "已答复，客户表示清楚",
        RequestType::Complaint => "已书面答复并落实整改，客户接受",
        RequestType::Training => "培训完成，签到和考核记录已归档",
        RequestType::Parts => "备件已发出并签收",
        RequestType::Exchange => "检验属实，已换货并重新开具凭证",
        RequestType::Return | RequestType::Refund => "检验完好，已办理退货",
        RequestType::Recall => "召回部件已更换，旧件带回",
    }
    .to_owned()
}

pub(super) fn praise(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "师傅来得快，讲得也清楚",
        "处理及时，满意",
        "服务专业，现场收拾得干净",
        "希望以后也是这位师傅来",
    ])
}

pub(super) fn opinion(chance: &mut Chance, content: bool) -> &'static str {
    if content {
        chance.word(&[
            "次日回访：满意，评分5分",
            "次日回访：满意，评分4分，希望提前半天通知",
            "次日回访：设备运行正常，满意，评分5分",
        ])
    } else {
        chance.word(&[
            "次日回访：评分3分，认为等待备件时间偏长",
            "次日回访：评分2分，赴约时间不准，已转主管改进",
        ])
    }
}

pub(super) fn again(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "客户来电：运行一天后同样报警又出现，要求再次处理",
        "客户反馈问题未彻底解决，仍有轻微异常",
        "原故障重现，请尽快再来一次",
    ])
}

pub(super) fn ended(chance: &mut Chance, how: EndKind) -> &'static str {
    match how {
        EndKind::Cancelled => {
            chance.word(&["客户登记时误报设备，非我司产品，已说明", "登记信息有误，经核实取消"])
        }
        EndKind::Withdrawn => chance.word(&["客户自行处理好，来电撤回", "客户计划变更，暂不需要服务"]),
        EndKind::Duplicate | EndKind::Merged => {
            "同一设备同一故障由另一联系人重复来电，合并到先登记的需求处理"
        }
        EndKind::Refused => "多次辱骂服务人员，经审批拒绝本次有偿服务，已书面告知申诉途径",
    }
}
