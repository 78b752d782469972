use contract::{
    assets::{CustomerSummary, CustomerView, UnitSummary, UnitView},
    imports::ImportState,
    page::Page,
};
use domain::{
    assets::{CustomerKind, UnitVerification},
    kernel::CustomerId,
    warranty::BuyerKind,
};

use super::{applied, apply, checked, counts, findings, said};
use crate::{
    assets::{compressor, product},
    harness::{World, both},
};

both!(
    customers_come_in_and_are_found,
    a_dry_run_names_rows_and_columns_and_writes_nothing,
    the_same_list_again_changes_nothing,
    a_corrected_list_changes_what_differs,
    several_rows_of_one_customer_are_one_customer,
    without_external_id_name_and_phone_decide,
    units_come_in_with_their_customers,
    a_unit_that_refers_to_nothing_is_refused_by_row_and_column,
    the_same_units_again_change_nothing,
);

const CUSTOMERS: &str = include_str!("../../../crates/application/data/import/customers.sample.csv");

async fn found(world: &World, words: &str) -> CustomerView {
    let hq = world.sign_in("hq_service").await;
    let page: Page<CustomerSummary> = hq.get("/customers").query(&[("q", words)]).await.read(200);
    assert_eq!(page.items.len(), 1, "{words}: {:?}", page.items);
    show(world, page.items[0].id).await
}

async fn show(world: &World, id: CustomerId) -> CustomerView {
    world.sign_in("hq_service").await.get(&format!("/customers/{id}")).await.read(200)
}

async fn number_of_customers(world: &World) -> usize {
    let page: Page<CustomerSummary> =
        world.sign_in("hq_service").await.get("/customers").query(&[("limit", "100")]).await.read(200);
    page.items.len()
}

async fn customers_come_in_and_are_found(world: World) {
    let view = applied(&world, "customers", CUSTOMERS.as_bytes()).await;
    assert_eq!((view.state, counts(&view)), (ImportState::Done, [3, 0, 0, 0]));
    let detected =
        (view.detected.encoding.as_str(), view.detected.format.as_str(), view.detected.separator.as_deref());
    assert_eq!(detected, ("UTF-8", "csv", Some(",")));
    assert_eq!(view.detected.columns[5].field.as_deref(), Some("phone"));
    let works = found(&world, "精密").await;
    assert_eq!((works.kind, works.external_id.as_deref()), (CustomerKind::Enterprise, Some("K-20001")));
    assert_eq!(
        (works.contacts[0].phone.as_str(), works.contacts[0].position.as_deref()),
        ("13800138000", Some("设备科长"))
    );
    assert_eq!((works.sites[0].region.as_deref(), works.note.as_deref()), (Some("320505"), Some("三班倒")));
    assert_eq!(works.branch_name, "总部", "head office looks after rows that name no branch");
    let person = found(&world, "张伟").await;
    assert_eq!((person.kind, person.contacts[0].name.as_str()), (CustomerKind::NaturalPerson, "张伟"));
}

async fn a_dry_run_names_rows_and_columns_and_writes_nothing(world: World) {
    let list = "客户编号,客户名称,客户类型,联系电话,机构,行政区划代码,颜色\n\
                K-1,甲厂,企业,1.38E+10,SH,310115,红\n\
                K-2,,企业,13800138002,SH,,\n\
                K-3,丙厂,外星人,13800138003,上海分公司,,\n\
                K-4,丁厂,企业,13800138004,XX,,\n\
                \n\
                K-5,戊厂,企业,13800138005,GZ,310115,\n";
    let view = checked(&world, "customers", list.as_bytes()).await;
    assert_eq!((view.state, counts(&view)), (ImportState::Checked, [1, 0, 0, 4]));
    let found = findings(&world, &view).await;
    assert_eq!(
        said(&found),
        [
            (2, "联系电话", "1.38E+10", "error", "format"),
            (2, "行政区划代码", "310115", "warning", "missing"),
            (3, "客户名称", "", "error", "required"),
            (4, "客户类型", "外星人", "error", "unknown_code"),
            (5, "机构", "XX", "error", "unknown_reference"),
            (7, "行政区划代码", "310115", "warning", "missing"),
        ]
    );
    assert!(found[0].message.contains("is not a telephone number"), "{}", found[0].message);
    assert_eq!(view.detected.columns[6].field, None, "a column that is not used is shown as such");
    assert_eq!(number_of_customers(&world).await, 0);
    let hq = world.sign_in("hq_service").await;
    let path = format!("/imports/{}/findings", view.id);
    let errors: Page<contract::imports::ImportFinding> =
        hq.get(&path).query(&[("level", "error")]).await.read(200);
    assert_eq!(errors.items.len(), 4);
    // applied, the refused rows stay out
    let done = apply(&world, &view).await;
    assert_eq!((counts(&done), number_of_customers(&world).await), ([1, 0, 0, 4], 1));
    assert_eq!(said(&findings(&world, &done).await).len(), 6, "the report of what happened");
}

async fn the_same_list_again_changes_nothing(world: World) {
    applied(&world, "customers", CUSTOMERS.as_bytes()).await;
    let before = found(&world, "精密").await;
    let again = checked(&world, "customers", CUSTOMERS.as_bytes()).await;
    assert_eq!(counts(&again), [0, 0, 3, 0]);
    assert_eq!(counts(&apply(&world, &again).await), [0, 0, 3, 0]);
    assert_eq!((found(&world, "精密").await, number_of_customers(&world).await), (before, 3));
}

async fn a_corrected_list_changes_what_differs(world: World) {
    applied(&world, "customers", CUSTOMERS.as_bytes()).await;
    let before = found(&world, "精密").await;
    // empty cells leave what is known; another telephone number is another contact
    let list = "external_id,name,phone,contact\nK-20001,,13800138009,李姐\nK-20002,无锡恒通压铸有限公司,,\n";
    let view = applied(&world, "customers", list.as_bytes()).await;
    assert_eq!(counts(&view), [0, 1, 1, 0]);
    let after = show(&world, before.id).await;
    assert_eq!(
        (after.version, &after.name, after.grade, &after.note),
        (2, &before.name, before.grade, &before.note)
    );
    assert_eq!((after.contacts.len(), &after.contacts[0]), (2, &before.contacts[0]));
    assert_eq!((after.contacts[1].name.as_str(), after.contacts[1].phone.as_str()), ("李姐", "13800138009"));
}

async fn several_rows_of_one_customer_are_one_customer(world: World) {
    let list = "客户编号,客户名称,联系人,电话,地址\n\
                K-1,甲厂,王工,13800138001,一号路1号\n\
                K-1,甲厂,李工,13800138002/0512-66668888,二号路2号\n\
                K-1,甲厂,王工,13800138001,一号路1号\n";
    let dry = checked(&world, "customers", list.as_bytes()).await;
    assert_eq!(counts(&dry), [1, 1, 1, 0], "the dry run counts as the application does");
    assert_eq!(counts(&apply(&world, &dry).await), [1, 1, 1, 0]);
    let view = found(&world, "甲厂").await;
    let phones: Vec<_> = view.contacts.iter().map(|contact| contact.phone.as_str()).collect();
    assert_eq!((phones, view.sites.len()), (vec!["13800138001", "13800138002", "0512-66668888"], 2));
}

async fn without_external_id_name_and_phone_decide(world: World) {
    let list = "name,phone,note\n甲厂,13800138001,a\n甲厂,13800138002,b\n";
    assert_eq!(counts(&applied(&world, "customers", list.as_bytes()).await), [2, 0, 0, 0]);
    let next = "name,phone,note\n甲厂,138-0013-8001,a\n甲厂,13800138002,c\n";
    assert_eq!(counts(&applied(&world, "customers", next.as_bytes()).await), [0, 1, 1, 0]);
    // the ERP gives it a number later: still the same customer
    let numbered = "external_id,name,phone\nK-1,甲厂,13800138001\n";
    assert_eq!(counts(&applied(&world, "customers", numbered.as_bytes()).await), [0, 1, 0, 0]);
    assert_eq!(number_of_customers(&world).await, 2);
}

async fn machines(world: &World) {
    for model in ["KY-55", "VMC-850"] {
        product(world, compressor(model)).await;
    }
    applied(world, "customers", CUSTOMERS.as_bytes()).await;
}

const UNITS: &str = "设备编号,出厂编号,型号,客户编号,使用地点,销售日期,交付日期,安装日期,验收日期,运行小时,用途\n\
    EQ-1,ky55-2024-0185,KY-55,K-20001,苏州市虎丘区科技城路1号,2024-03-01,2024年3月12日,20240315,45370,\"3,120\",\n\
    EQ-2,VMC850-2023-0042,VMC-850,K-20002,,2023/6/8,2023.7.1,,,,\n\
    EQ-3,KY55-2025-0007,KY-55,K-20003,,2025-01-10 09:30:00,,,,,\n";

async fn unit(world: &World, serial: &str) -> UnitView {
    let hq = world.sign_in("hq_service").await;
    let found: Vec<UnitSummary> = hq.get("/units/lookup").query(&[("serial", serial)]).await.read(200);
    assert_eq!(found.len(), 1, "{serial}");
    hq.get(&format!("/units/{}", found[0].id)).await.read(200)
}

async fn units_come_in_with_their_customers(world: World) {
    machines(&world).await;
    let view = applied(&world, "units", UNITS.as_bytes()).await;
    assert_eq!((counts(&view), findings(&world, &view).await), ([3, 0, 0, 0], Vec::new()));
    let one = unit(&world, "KY55-2024-0185").await;
    let days = [one.sold_on, one.delivered_on, one.installed_on, one.accepted_on]
        .map(|day| day.map(|day| day.to_string()));
    let expected = ["2024-03-01", "2024-03-12", "2024-03-15", "2024-03-19"].map(|day| Some(day.to_owned()));
    assert_eq!((days, one.running_hours), (expected, Some(3120)));
    assert_eq!(
        (one.verification, one.buyer, one.external_id.as_deref()),
        (UnitVerification::Verified, BuyerKind::Business, Some("EQ-1"))
    );
    assert_eq!(one.site.map(|site| site.address).as_deref(), Some("苏州市虎丘区科技城路1号"));
    let of_a_person = unit(&world, "KY55-2025-0007").await;
    assert_eq!(of_a_person.buyer, BuyerKind::Consumer, "a person buys for living needs");
}

async fn a_unit_that_refers_to_nothing_is_refused_by_row_and_column(world: World) {
    machines(&world).await;
    applied(&world, "customers", "name,phone\n同名厂,13800138101\n同名厂,13800138102\n".as_bytes()).await;
    let list = "机号,型号,客户名称,使用地点,销售日期,数量\n\
                S-1,KY-99,,,,\n\
                S-2,,,,,\n\
                S-3,KY-55,没有的厂,,,\n\
                S-4,KY-55,同名厂,,,\n\
                S-5,KY-55,无锡恒通压铸有限公司,月球,3/7/2025,\n\
                机号不明,KY-55,,,,\n\
                ,KY-55,,,,\n\
                S-8,KY-55,,,,2\n\
                S-9,KY-55,无锡恒通压铸有限公司,月球,,\n";
    let view = checked(&world, "units", list.as_bytes()).await;
    assert_eq!(counts(&view), [1, 0, 0, 8]);
    assert_eq!(
        said(&findings(&world, &view).await),
        [
            (2, "型号", "KY-99", "error", "unknown_reference"),
            (3, "型号", "", "error", "required"),
            (4, "客户名称", "没有的厂", "error", "unknown_reference"),
            (5, "客户名称", "同名厂", "error", "ambiguous"),
            (6, "使用地点", "月球", "warning", "unknown_reference"),
            (6, "销售日期", "3/7/2025", "error", "format"),
            (7, "机号", "机号不明", "error", "format"),
            (8, "机号", "", "error", "required"),
            (9, "数量", "2", "error", "not_allowed"),
            (10, "使用地点", "月球", "warning", "unknown_reference"),
        ]
    );
}

async fn the_same_units_again_change_nothing(world: World) {
    machines(&world).await;
    applied(&world, "units", UNITS.as_bytes()).await;
    assert_eq!(counts(&applied(&world, "units", UNITS.as_bytes()).await), [0, 0, 3, 0]);
    // without the number of the ERP the serial number within the product decides
    let list = "机号,型号,运行小时\nKY55-2024-0185,KY-55,3500\nky55-2025-0007,KY-55,\n";
    assert_eq!(counts(&applied(&world, "units", list.as_bytes()).await), [0, 1, 1, 0]);
    let one = unit(&world, "KY55-2024-0185").await;
    assert_eq!((one.running_hours, one.external_id.as_deref(), one.version), (Some(3500), Some("EQ-1"), 2));
}
