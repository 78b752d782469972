//! `POST /tickets/{id}/{command}`: one operation per step of the flow. All share the same shape: `If-Match` with the
//! ticket's ETag, an optional `Idempotency-Key`, the whole ticket as the answer.

use actix_web::{HttpResponse, post, web::Data};
use application::{App, tickets::Order};
use contract::{
    problem::Problem,
    tickets::{
        Amend, AnswerTask, AnswerUrge, Arrive, AskDepartment, Assess, Assign, Attach, CancelVisit,
        ChangePriority, ChangeType, Comment, Confirm, ConfirmResult, DecideCharge, DecideExtension, Diagnose,
        Dispatch, End, Extend, FinishVisit, LogContact, LogSurvey, MakePlan, NoteDelivery, Nothing, Pause,
        RecordWork, Reopen, Reply, Resolve, ReturnTransfer, Review, Sign, TellCustomer, TellPlan, TicketView,
        TransferToHq, Urge, VerifyProduct,
    },
};
use domain::{kernel::TicketId, tickets::Command};

use crate::{
    Failure,
    extract::{Id, Version, Write},
    reply,
    routes::Routes,
};

macro_rules! commands {
    ($($name:ident, $path:literal, $body:ty, $summary:literal, $rule:literal, $example:tt, $order:expr;)+) => {
        pub(super) fn routes(cfg: &mut impl Routes) {
            $(cfg.service($name);)+
        }

        $(
            #[utoipa::path(
                tag = "tickets", summary = $summary, description = $rule,
                params(
                    ("id" = TicketId, Path, description = "Ticket id"),
                    ("If-Match" = String, Header, description = "ETag of the ticket as last seen"),
                ),
                request_body(content = $body, example = json!($example)),
                responses(
                    (status = 200, description = "Done: the ticket as it is now", body = TicketView),
                    (status = 401, description = "Not signed in", body = Problem),
                    (status = 403, description = "Not permitted", body = Problem),
                    (status = 404, description = "Not there, or not yours to see", body = Problem),
                    (status = 409, description = "Refused, naming every missing fact", body = Problem),
                    (status = 412, description = "Changed meanwhile", body = Problem),
                    (status = 422, description = "Fields that are not right", body = Problem),
                    (status = 428, description = "If-Match is missing", body = Problem),
                ),
                security(("bearer" = [])),
            )]
            #[post($path)]
            pub(crate) async fn $name(
                app: Data<App>,
                id: Id<TicketId>,
                write: Write<$body>,
                version: Version,
            ) -> Result<HttpResponse, Failure> {
                let order: fn($body) -> Order = $order;
                reply::written(
                    app.command_ticket(&write.caller, write.idempotent, id.0, version.0, order(write.body)).await,
                )
            }
        )+
    };
}

commands! {
    acknowledge_ticket, "/tickets/{id}/acknowledge", Nothing, "接单 · Acknowledge",
        "The owner takes notice; stops the `ack` clock. Permission `tickets.acknowledge`.",
        {}, |_| Order::Ready(Command::Acknowledge);

    verify_ticket_product, "/tickets/{id}/verify-product", VerifyProduct, "核实机号 · Verify the serial",
        "Ties a 待核实 request to an installed unit; only then the service can be free (R-7.2.2). Permission `units.verify`.",
        { "unit_id": "0199c0de-0000-7000-8000-000000000001" }, |body| Order::VerifyProduct(body);

    confirm_ticket, "/tickets/{id}/confirm", Confirm, "确认需求 · Confirm the need",
        "Model, serial (or batch and quantity) and fault are certain (R-2.3.8.2). Permission `tickets.confirm`.",
        { "model": "KY-55", "serial": "KY55-2024-0317", "fault": "排气温度 112℃，停机" }, |body| Order::Ready(Command::Confirm(body));

    reply_ticket, "/tickets/{id}/reply", Reply, "答复客户 · Reply to the customer",
        "A person's reply with content stops the `response` clock; for a visit it needs time and place (R-3.3.2, K1). Permission `tickets.reply`.",
        { "content": "明天上午上门检查", "channel": "phone", "time_and_place": { "from": "2026-03-04T01:00:00Z", "to": "2026-03-04T03:00:00Z", "place": "苏州市吴中区" } }, |body| Order::Ready(Command::Reply(body));

    assess_ticket, "/tickets/{id}/assess", Assess, "评估诊断 · Assess",
        "Preliminary cause and recommended measure (R-6.2.2.1). Permission `tickets.assess`.",
        { "preliminary_cause": "温控阀卡滞", "recommended_measure": "更换温控阀", "fault_code": "E01" }, |body| Order::Ready(Command::Assess(body));

    ask_department, "/tickets/{id}/ask-department", AskDepartment, "请部门协查 · Ask a department",
        "A sub-task with a due date; it blocks the plan until answered (R-6.2.2.1, R-10.2.5.5). Permission `tickets.assess`.",
        { "department": "quality", "question": "该批次温控阀是否有异常？", "due_at": "2026-03-05T09:00:00Z" }, |body| Order::AskDepartment(body);

    answer_task, "/tickets/{id}/answer-task", AnswerTask, "完成协查 · Answer a department task",
        "Permission `tasks.complete`.",
        { "task_id": "0199c0de-0000-7000-8000-000000000002", "text": "该批次无异常记录" }, |body| Order::Ready(Command::AnswerTask(body));

    plan_ticket, "/tickets/{id}/plan", MakePlan, "制定方案 · Make a plan",
        "A new plan version resting on the latest assessment (R-2.1.4, R-6.2.3.1). Permission `tickets.plan`.",
        { "measure": "更换温控阀并清洗冷却器", "parts": [ { "name": "温控阀", "quantity": 1 } ], "promised_at": "2026-03-05T09:00:00Z" }, |body| Order::Ready(Command::MakePlan(body));

    tell_ticket_plan, "/tickets/{id}/tell-plan", TellPlan, "告知客户方案 · Tell the plan",
        "Cause and plan reach the customer; stops the `assessment` clock (R-2.3.8.3, R-6.2.2.2). Permission `tickets.plan`.",
        { "version": 1, "channel": "phone", "text": "原因为温控阀卡滞，更换即可，预计 2 小时" }, |body| Order::Ready(Command::TellPlan(body));

    dispatch_ticket, "/tickets/{id}/dispatch", Dispatch, "派单 · Dispatch",
        "Plans a visit after the plan was told. A window the customer agreed to replaces the on-site target (K2). Permission `tickets.dispatch`.",
        { "engineer_id": "0199c0de-0000-7000-8000-000000000003", "from": "2026-03-04T01:00:00Z", "to": "2026-03-04T03:00:00Z", "agreed": true }, |body| Order::Dispatch(body);

    log_contact, "/tickets/{id}/log-contact", LogContact, "行前联系 · Log a contact attempt",
        "Before a visit the customer is contacted (R-11.2.2.2). Permission `tickets.work`.",
        { "result": "reached", "note": "客户确认明早在厂" }, |body| Order::Ready(Command::LogContact(body));

    cancel_visit, "/tickets/{id}/cancel-visit", CancelVisit, "取消派单 · Cancel the visit",
        "Permission `tickets.dispatch`.",
        { "reason": "客户改期" }, |body| Order::Ready(Command::CancelVisit(body));

    arrive_ticket, "/tickets/{id}/arrive", Arrive, "到场 · Arrive",
        "Stops the `onsite` clock; project sites need the safety checklist (R-2.2.7.3, R-3.3.3). Permission `tickets.work`.",
        { "safety_checked": true }, |body| Order::Ready(Command::Arrive(body));

    start_service, "/tickets/{id}/start-service", Nothing, "开始服务 · Start the service",
        "Remote, service point or depot work begins. Permission `tickets.work`.",
        {}, |_| Order::Ready(Command::StartService);

    diagnose_ticket, "/tickets/{id}/diagnose", Diagnose, "记录故障原因 · Record the cause",
        "The final cause; gates 已解决 (R-11.2.2.3, R-7.3.2). A cause like misuse makes a new charge decision. Permission `tickets.work`.",
        { "cause_class": "wear", "cause": "温控阀弹簧疲劳", "responsible_party": "wear" }, |body| Order::Ready(Command::Diagnose(body));

    record_work, "/tickets/{id}/work", RecordWork, "记录处理内容 · Record work",
        "One line: repair, replaced part or explanation (R-9.2.4.4). A change after the signature makes it void (R-11.2.2.7). Permission `tickets.work`.",
        { "kind": "part", "text": "更换温控阀", "minutes": 60, "part": { "name": "温控阀", "quantity": 1, "old_serial": "TV-1", "new_serial": "TV-9" } }, |body| Order::Ready(Command::RecordWork(body));

    finish_visit, "/tickets/{id}/finish-visit", FinishVisit, "完工 · Finish the visit",
        "Function restored and accessories complete (R-9.3.6.3); `solved` also resolves. Starts the `form_hand_in` clock. Permission `tickets.work`.",
        { "outcome": "solved", "function_test": "passed", "accessories_complete": true, "result": "更换温控阀后运行正常" }, |body| Order::Ready(Command::FinishVisit(body));

    resolve_ticket, "/tickets/{id}/resolve", Resolve, "标记已解决 · Resolve",
        "Without a visit, or after one. Every missing stage is named (R-1.1.1). Permission `tickets.resolve`.",
        { "result": "电话指导后恢复" }, |body| Order::Ready(Command::Resolve(body));

    sign_ticket, "/tickets/{id}/sign", Sign, "客户签字 · Customer's signature",
        "The customer signs the form and says whether it is solved; 未圆满 reopens (R-11.2.2.7, R-6.2.4.1). The image is an attachment of this request. Permission `tickets.sign`.",
        { "signer": "王工", "image": "0199c0de-0000-7000-8000-000000000004", "satisfaction": "satisfied" }, |body| Order::Ready(Command::Sign(body));

    confirm_ticket_result, "/tickets/{id}/confirm-result", ConfirmResult, "确认结果 · Confirm the result",
        "The customer's word by phone or message, where the flow needs no signature. Permission `tickets.sign`.",
        { "satisfaction": "satisfied", "channel": "phone" }, |body| Order::Ready(Command::ConfirmResult(body));

    hand_in_ticket, "/tickets/{id}/hand-in", Nothing, "上交需求表 · Hand in the form",
        "The signed form goes to the supervisor, the same day (R-11.2.3.5). Permission `tickets.hand_in`.",
        {}, |_| Order::Ready(Command::HandIn);

    review_ticket, "/tickets/{id}/review", Review, "主管审阅 · Review",
        "Approves the form or returns it with a note; nobody reviews their own service (R-11.2.3.5). Permission `tickets.review`.",
        { "outcome": "approved" }, |body| Order::Ready(Command::Review(body));

    archive_ticket, "/tickets/{id}/archive", Nothing, "归档 · Archive",
        "From here on the content is read-only (R-8.4.7). Permission `tickets.archive`.",
        {}, |_| Order::Ready(Command::Archive);

    reopen_ticket, "/tickets/{id}/reopen", Reopen, "重开 · Reopen",
        "Until 24:00 of the 7th day after the solution; the clock goes on with the time that is left (domain 2.3 item 5, 12). Permission `tickets.reopen`.",
        { "reason": "故障再次出现" }, |body| Order::Ready(Command::Reopen(body));

    pause_ticket, "/tickets/{id}/pause", Pause, "暂停等待 · Pause",
        "Only for reasons on the customer's side, and the customer was told (2.3 item 3). Permission `tickets.pause`.",
        { "reason": "customer_downtime_window", "notice_channel": "phone", "notice_text": "等待贵司停机窗口" }, |body| Order::Ready(Command::Pause(body));

    resume_ticket, "/tickets/{id}/resume", Nothing, "恢复 · Resume",
        "Permission `tickets.pause`.",
        {}, |_| Order::Ready(Command::Resume);

    assign_ticket, "/tickets/{id}/assign", Assign, "指派责任人 · Assign the owner",
        "Permission `tickets.assign`.",
        { "owner_id": "0199c0de-0000-7000-8000-000000000003", "reason": "区域调整" }, |body| Order::Assign(body);

    change_ticket_priority, "/tickets/{id}/change-priority", ChangePriority, "调整优先级 · Change the priority",
        "Up: the clock restarts at the change, capped by the old due; down: counted from receipt (2.3 item 4). Permission `tickets.assess`.",
        { "severity": "1", "impact": "line_down", "reason": "产线停线" }, |body| Order::Ready(Command::ChangePriority(body));

    change_ticket_type, "/tickets/{id}/change-type", ChangeType, "变更需求类型 · Change the type",
        "An unsolved consultation becomes a repair; history and clocks stay (R-2.2.6.4). Permission `tickets.confirm`.",
        { "request_type": "repair", "mode": "on_site", "reason": "电话未能解决" }, |body| Order::Ready(Command::ChangeType(body));

    decide_ticket_charge, "/tickets/{id}/decide-charge", DecideCharge, "判定服务类别 · Decide the charge class",
        "Decides free, contract, paid or other anew as of the fault report; earlier decisions stay (K19). Permission `tickets.decide`.",
        { "cause": "misuse" }, |body| Order::DecideCharge(body);

    attach_to_ticket, "/tickets/{id}/attach", Attach, "添加附件 · Attach a file",
        "Takes over an uploaded file. Permission `attachments.write`.",
        { "attachment_id": "0199c0de-0000-7000-8000-000000000004" }, |body| Order::Attach(body.attachment_id);

    comment_ticket, "/tickets/{id}/comment", Comment, "内部备注 · Add a note",
        "Permission `tickets.comment`.",
        { "text": "客户下周停机检修" }, |body| Order::Ready(Command::Comment(body));

    amend_ticket, "/tickets/{id}/amend", Amend, "更正 · Amend",
        "Adds to an archived request; the original stays (R-8.4.7). Permission `tickets.amend`.",
        { "subject": "工时", "text": "实际工时为 3 小时" }, |body| Order::Ready(Command::Amend(body));

    end_ticket, "/tickets/{id}/end", End, "结束需求 · End the request",
        "Cancelled, withdrawn, duplicate or refused: running clocks end cancelled, a breach stays (2.3 item 13). Permission `tickets.cancel`.",
        { "how": "withdrawn", "reason": "客户自行解决" }, |body| Order::Ready(Command::End(body));

    tell_customer, "/tickets/{id}/tell-customer", TellCustomer, "告知客户 · Tell the customer",
        "Progress or completion: kept with time, channel, words and delivery, as the customer's timeline (R-2.3.8.5, R-10.5.9.3). Permission `tickets.reply`.",
        { "about": "process", "channel": "sms", "text": "工程师已出发，预计 10:30 到达" }, |body| Order::Ready(Command::TellCustomer(body));

    note_delivery, "/tickets/{id}/note-delivery", NoteDelivery, "登记送达 · Note a delivery",
        "What became of a notice: delivered, read, not delivered. Permission `tickets.reply`.",
        { "number": 1, "delivery": "delivered" }, |body| Order::Ready(Command::NoteDelivery(body));

    extend_ticket, "/tickets/{id}/extend", Extend, "延期 · Extend a deadline",
        "Before the due time only, with reason, new date and proof that the customer was told; at most as often as the policy permits and never past the law (K5). The original promise stays. Permission `tickets.extend`, in a role that the policy names.",
        { "clock": "resolution", "reason": "waiting_parts", "explanation": "主板缺货，10 日到货", "new_due_at": "2026-03-12T09:30:00Z", "notice_channel": "phone", "notice_text": "主板 10 日到货，12 日前修好" }, |body| Order::Extend(body);

    ask_extension, "/tickets/{id}/ask-extension", Extend, "申请延期 · Ask for an extension",
        "The same, to be granted by somebody else; the clock judges by the moment of granting. Permission `tickets.reply`.",
        { "clock": "resolution", "reason": "complex_fault", "explanation": "需厂家诊断", "new_due_at": "2026-03-12T09:30:00Z", "notice_channel": "phone", "notice_text": "12 日前修好" }, |body| Order::AskExtension(body);

    decide_extension, "/tickets/{id}/decide-extension", DecideExtension, "审批延期 · Decide an extension",
        "Grants or refuses what was asked for; a refusal needs a note. Permission `tickets.extend`, in a role that the policy names.",
        { "approve": true }, |body| Order::DecideExtension(body);

    urge_ticket, "/tickets/{id}/urge", Urge, "催办、督办 · Urge",
        "The owner owes an answer in the time of the `urge_reply` clock (R-11.2.3.10). Permission `tickets.urge`.",
        { "kind": "hasten", "text": "客户来电催办" }, |body| Order::Ready(Command::Urge(body));

    answer_urge, "/tickets/{id}/answer-urge", AnswerUrge, "答复催办 · Answer an urging",
        "The clock stops when no urging is unanswered. Permission `tickets.reply`.",
        { "number": 1, "text": "配件今天到，下午上门" }, |body| Order::Ready(Command::AnswerUrge(body));

    transfer_ticket_to_hq, "/tickets/{id}/transfer-to-hq", TransferToHq, "转总部 · Transfer to head office",
        "Reason, materials (attachments of this request) and a new time told to the customer are mandatory; starts `hq_accept`, pauses nothing, and the branch stays the owner (R-11.2.3.9, S12). Permission `tickets.transfer`.",
        { "reason": "分公司无法判断故障", "materials": ["0199c0de-0000-7000-8000-000000000004"], "new_time": "2026-03-06T09:30:00Z", "notice_channel": "phone", "notice_text": "已转总部，6 日前答复" }, |body| Order::Ready(Command::TransferToHq(body));

    accept_ticket_transfer, "/tickets/{id}/accept-transfer", Nothing, "总部接收 · Accept the transfer",
        "Head office helps from here; its hours are counted apart (S12). Permission `tickets.accept_transfer`.",
        {}, |_| Order::Ready(Command::AcceptTransfer);

    return_ticket_transfer, "/tickets/{id}/return-transfer", ReturnTransfer, "总部退回 · Return the transfer",
        "Only with a written answer. Permission `tickets.accept_transfer`.",
        { "answer": "按服务通报 2026-03 更换控制板" }, |body| Order::Ready(Command::ReturnTransfer(body));

    log_ticket_survey, "/tickets/{id}/log-survey", LogSurvey, "登记回访 · Log the survey",
        "After the customer confirmed, also from the archive; stops the `survey` clock (R-11.2.3.6). Permission `tickets.reply`.",
        { "channel": "phone", "note": "客户满意" }, |body| Order::Ready(Command::LogSurvey(body));
}
