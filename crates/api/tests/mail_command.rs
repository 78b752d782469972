//! `aftercare mail`, as a mail server's pipe calls it: a process for each message.

#![expect(clippy::unwrap_used, reason = "what a helper of tests cannot do ends the test")]

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

const MESSAGE: &str = "From: Wang <wang@customer.example>\r\nTo: service@maker.example\r\n\
    Message-ID: <pipe-1@customer.example>\r\nDate: Tue, 03 Mar 2026 09:00:00 +0800\r\n\
    Subject: Compressor stops\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n空压机 KY-55 排气高温停机，请派人处理。\r\n";

fn aftercare(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aftercare"))
        .args(arguments)
        .arg("--database")
        .arg(format!("sqlite://{}", folder.join("a.db").display()))
        .arg("--data")
        .arg(folder)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn a_piped_message_becomes_one_request() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    said(&aftercare(folder, &["demo"], ""));
    let list = folder.join("customers.csv");
    std::fs::write(&list, "客户编号,客户名称,客户类型,机构,联系人,电话,邮箱\nM-1,上海远洋船务,企业,SH,王工,13800138000,wang@customer.example\n").unwrap();
    let imported = said(&aftercare(
        folder,
        &["import", "--kind", "customers", "--apply", &list.display().to_string()],
        "",
    ));
    assert!(imported.contains("1 created"), "{imported}");
    let first = said(&aftercare(folder, &["mail", "--branch", "SH"], MESSAGE));
    let no = first.split(' ').nth(2).unwrap_or_default();
    assert!(no.contains("SH"), "the request is registered at the branch of the mailbox: {first}");
    let again = said(&aftercare(folder, &["mail", "--branch", "SH"], MESSAGE));
    assert_eq!(again, format!("{first} (again)"));
}

#[test]
fn what_cannot_be_taken_stays_with_the_mail_server() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (arguments, input, reason) in [
        (vec!["mail", "--branch", "XX"], MESSAGE, "there is no branch XX"),
        (vec!["mail"], "", "the message is empty"),
    ] {
        let output = aftercare(folder, &arguments, input);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(75), "try again later: {error}");
        assert!(error.contains(reason), "{error}");
    }
}
