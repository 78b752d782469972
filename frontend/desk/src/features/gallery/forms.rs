use contract::problem::{FieldError, Problem, ProblemCode};
use domain::kernel::{Reason, ReasonCode};
use kit::{
    api::ApiError,
    state::use_draft,
    ui::{
        Button, ButtonLook, Checkbox, Choice, Combobox, ConfirmDialog, Dialog, DialogSize, DraftNotice,
        Field, FileDrop, Form, Icon, Select, SignaturePad, SignatureSheet, Suggestion, Suggestions,
        TextInput, Textarea, use_toasts,
    },
};
use leptos::prelude::*;

fn problem() -> ApiError {
    ApiError::Validation(Box::new(Problem {
        kind: "/problems/invalid".to_owned(),
        title: "填写有误".to_owned(),
        status: 422,
        detail: None,
        code: ProblemCode::Invalid,
        instance: Some("0197a3c2-55aa-7f10".to_owned()),
        errors: vec![
            FieldError::new("/customer/phone", "format", "不是有效的电话号码"),
            FieldError::new("/external_id", "length", "最多 100 个字符"),
        ],
        reasons: vec![Reason::from(ReasonCode::SerialUnverified)],
    }))
}

fn search(typed: String) -> Suggestions {
    Box::pin(async move {
        kit::browser::pause(200).await;
        let line = |n: u32| Suggestion {
            id: n.to_string(),
            title: format!("{typed}-24031{n}"),
            detail: "KY-55 · 济南恒通机械制造有限公司".to_owned(),
        };
        Ok((0..4).map(line).collect())
    })
}

#[component]
pub(super) fn Forms() -> impl IntoView {
    let error = RwSignal::new(None);
    let (phone, serial, kind, agreed) = (
        RwSignal::new("1380".to_owned()),
        RwSignal::new(String::new()),
        RwSignal::new("repair".to_owned()),
        RwSignal::new(true),
    );
    let text = RwSignal::new(String::new());
    let draft = use_draft("gallery", text);
    view! {
        <div class="columns">
            <section class="card-box">
                <header><h2>"登记"</h2></header>
                <div class="card-body">
                    <Form error=error on_submit=move |()| error.set(Some(problem()))>
                        <DraftNotice draft=draft on_discard=move |()| text.set(String::new()) />
                        <div class="form-grid">
                            <Field label="机号" pointer="/product/serial" required=true hint="未知机号按“待核实”受理" class="span-2">
                                <Combobox text=serial search=Callback::new(search) on_pick=move |_| () placeholder="扫描或输入" />
                            </Field>
                            <Field label="电话" pointer="/customer/phone" required=true>
                                <TextInput value=phone kind="tel" />
                            </Field>
                            <Field label="类型" pointer="/request_type">
                                <Select value=kind options=Choice::all(|_| vec![Choice::new("repair", "维修"), Choice::new("install", "安装")]) />
                            </Field>
                            <Field label="问题描述" pointer="/description" class="span-2">
                                <Textarea value=text placeholder="现象、报警代码、何时开始" />
                            </Field>
                            <Field label="附件" class="span-2">
                                <FileDrop on_files=move |_| () multiple=true hint="照片、PDF，每个不超过 20 MB" />
                            </Field>
                        </div>
                        <Checkbox value=agreed label="客户同意上门" />
                        <div class="form-actions">
                            <Button>"取消"</Button>
                            <Button look=ButtonLook::Primary submit=true>"保存"</Button>
                        </div>
                    </Form>
                </div>
            </section>
            <Others />
        </div>
    }
}

#[component]
fn Others() -> impl IntoView {
    let (open, side, sure) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let toasts = use_toasts();
    let sheet = SignatureSheet::new();
    view! {
        <section class="card-box">
            <header><h2>"其他"</h2></header>
            <div class="card-body stack">
                <div class="row">
                    <Button look=ButtonLook::Primary>"主要"</Button>
                    <Button>"普通"</Button>
                    <Button look=ButtonLook::Ghost icon=Icon::Ellipsis label="更多" />
                    <Button look=ButtonLook::Danger icon=Icon::Trash2 on_press=move |()| sure.set(true)>"删除"</Button>
                    <Button disabled=Signal::stored(true)>"不可用"</Button>
                    <Button look=ButtonLook::Primary busy=Signal::stored(true)>"保存中"</Button>
                </div>
                <div class="row">
                    <Button on_press=move |()| open.set(true)>"对话框"</Button>
                    <Button on_press=move |()| side.set(true)>"侧边"</Button>
                    <Button on_press=move |()| toasts.good("已登记 JN-2026-000132")>"消息"</Button>
                    <Button on_press=move |()| toasts.failed(&problem())>"失败"</Button>
                </div>
                <SignaturePad sheet=sheet label="客户签字" />
            </div>
            <Dialog open=open title="派单"><p>"选择工程师和时间。"</p></Dialog>
            <Dialog open=side title="时限推算" size=DialogSize::Side><p>"自 2025-03-03 周一 09:00 起。"</p></Dialog>
            <ConfirmDialog open=sure title="删除附件？" text="删除后不能恢复。" action="删除" look=ButtonLook::Danger on_confirm=move |()| () />
        </section>
    }
}
