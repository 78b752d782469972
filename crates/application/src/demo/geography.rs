//! Where customers are: manufacturing towns with their administrative division, and the areas that branches serve.

/// A town with its division code, the telephone area code, an industrial area, the branch that serves it, and how much of
/// the customers it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Town {
    pub region: &'static str,
    pub province: &'static str,
    pub city: &'static str,
    pub district: &'static str,
    pub area_code: &'static str,
    pub weight: f64,
}

const fn town(
    region: &'static str,
    province: &'static str,
    city: &'static str,
    district: &'static str,
    area_code: &'static str,
    weight: f64,
) -> Town {
    Town { region, province, city, district, area_code, weight }
}

pub(super) const TOWNS: &[Town] = &[
    town("110115", "北京市", "北京", "大兴区亦庄经济开发区", "010", 3.0),
    town("130108", "河北省", "石家庄", "裕华区高新工业园", "0311", 1.5),
    town("130606", "河北省", "保定", "莲池区朝阳工业园", "0312", 1.0),
    town("150105", "内蒙古", "呼和浩特", "赛罕区金桥开发区", "0471", 0.6),
    town("120116", "天津市", "天津", "滨海新区泰达工业园", "022", 2.6),
    town("130208", "河北省", "唐山", "丰润区装备制造园", "0315", 1.2),
    town("210106", "辽宁省", "沈阳", "铁西区装备制造园", "024", 2.2),
    town("210213", "辽宁省", "大连", "金普新区双D港", "0411", 1.6),
    town("220106", "吉林省", "长春", "绿园区汽车配件园", "0431", 1.2),
    town("230109", "黑龙江省", "哈尔滨", "松北区科技创新城", "0451", 0.9),
    town("370112", "山东省", "济南", "历城区临港工业园", "0531", 2.2),
    town("370303", "山东省", "淄博", "张店区东部化工区", "0533", 1.3),
    town("371302", "山东省", "临沂", "兰山区工业园", "0539", 1.0),
    town("370211", "山东省", "青岛", "黄岛区海西重工园", "0532", 2.2),
    town("370612", "山东省", "烟台", "牟平区沁水工业园", "0535", 1.1),
    town("370704", "山东省", "潍坊", "坊子区机械工业园", "0536", 1.1),
    town("410122", "河南省", "郑州", "中牟县汽车产业园", "0371", 1.9),
    town("410311", "河南省", "洛阳", "洛龙区装备制造园", "0379", 1.1),
    town("140108", "山西省", "太原", "尖草坪区不锈钢园", "0351", 0.9),
    town("320505", "江苏省", "苏州", "虎丘区科技城", "0512", 4.2),
    town("320583", "江苏省", "昆山", "开发区前进东路", "0512", 3.4),
    town("320214", "江苏省", "无锡", "新吴区硕放工业园", "0510", 3.0),
    town("320412", "江苏省", "常州", "武进区高新区", "0519", 2.4),
    town("320115", "江苏省", "南京", "江宁区空港工业园", "025", 2.0),
    town("310115", "上海市", "上海", "浦东新区金桥出口加工区", "021", 3.0),
    town("310114", "上海市", "上海", "嘉定区安亭汽车城", "021", 2.6),
    town("310117", "上海市", "上海", "松江区九亭工业园", "021", 2.2),
    town("330206", "浙江省", "宁波", "北仑区模具园", "0574", 3.2),
    town("330109", "浙江省", "杭州", "萧山区临江工业园", "0571", 2.4),
    town("330381", "浙江省", "瑞安", "塘下镇汽摩配园", "0577", 1.6),
    town("350211", "福建省", "厦门", "集美区机械工业园", "0592", 1.2),
    town("340123", "安徽省", "合肥", "肥西县桃花工业园", "0551", 2.0),
    town("340207", "安徽省", "芜湖", "鸠江区机器人产业园", "0553", 1.2),
    town("420114", "湖北省", "武汉", "蔡甸区汉南大道", "027", 2.4),
    town("420606", "湖北省", "襄阳", "樊城区航空航天园", "0710", 1.0),
    town("430121", "湖南省", "长沙", "长沙县星沙产业基地", "0731", 1.8),
    town("360121", "江西省", "南昌", "南昌县小蓝开发区", "0791", 1.0),
    town("441900", "广东省", "东莞", "长安镇模具城", "0769", 3.4),
    town("440306", "广东省", "深圳", "宝安区福永街道", "0755", 3.0),
    town("440606", "广东省", "佛山", "顺德区容桂街道", "0757", 2.6),
    town("450204", "广西", "柳州", "柳南区汽车城", "0772", 0.9),
    town("510112", "四川省", "成都", "龙泉驿区经开区", "028", 2.2),
    town("500112", "重庆市", "重庆", "渝北区空港工业园", "023", 2.0),
    town("520115", "贵州省", "贵阳", "观山湖区现代制造园", "0851", 0.6),
    town("530114", "云南省", "昆明", "呈贡区信息产业园", "0871", 0.6),
    town("610112", "陕西省", "西安", "未央区经开区", "029", 2.0),
    town("610304", "陕西省", "宝鸡", "陈仓区机床产业园", "0917", 1.0),
    town("620104", "甘肃省", "兰州", "西固区石化园", "0931", 0.7),
    town("650106", "新疆", "乌鲁木齐", "头屯河区工业园", "0991", 0.7),
];

/// A branch or team with the divisions it serves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Territory {
    pub code: &'static str,
    pub name: &'static str,
    /// Prefixes of divisions; all provinces together
    pub regions: &'static [&'static str],
    /// Who reviews its forms: branches without a supervisor of their own share one
    pub supervisor: usize,
}

pub(super) const TERRITORIES: &[Territory] = &[
    Territory { code: "BJ", name: "北京分公司", regions: &["11", "13", "15"], supervisor: 1 },
    Territory { code: "TJ", name: "天津分公司", regions: &["12", "1302", "1303"], supervisor: 1 },
    Territory { code: "SY", name: "沈阳分公司", regions: &["21", "22", "23"], supervisor: 1 },
    Territory { code: "JN", name: "济南分公司", regions: &["37"], supervisor: 1 },
    Territory {
        code: "QD", name: "青岛分公司", regions: &["3702", "3706", "3707", "3710"], supervisor: 1
    },
    Territory { code: "ZZ", name: "郑州分公司", regions: &["41", "14"], supervisor: 2 },
    Territory { code: "SZ", name: "苏州分公司", regions: &["32"], supervisor: 0 },
    Territory { code: "SH", name: "上海分公司", regions: &["31"], supervisor: 0 },
    Territory { code: "NB", name: "宁波分公司", regions: &["33", "35", "71"], supervisor: 0 },
    Territory { code: "HF", name: "合肥分公司", regions: &["34"], supervisor: 0 },
    Territory { code: "WH", name: "武汉分公司", regions: &["42", "43", "36"], supervisor: 2 },
    Territory {
        code: "DG", name: "东莞分公司", regions: &["44", "45", "46", "81", "82"], supervisor: 3
    },
    Territory {
        code: "CD", name: "成都分公司", regions: &["50", "51", "52", "53", "54"], supervisor: 2
    },
    Territory { code: "XA", name: "西安分公司", regions: &["61", "62", "63", "64"], supervisor: 2 },
];

/// A team of the branch 西安 that starts work two hours later, by its own calendar.
pub(super) const XINJIANG: Territory =
    Territory { code: "WLMQ", name: "乌鲁木齐服务组", regions: &["65"], supervisor: 2 };

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::assets::{Region, RegionPrefix};

    use super::*;

    #[test]
    fn every_province_is_somebodys_and_every_town_lies_in_one() {
        let prefixes: Vec<RegionPrefix> = TERRITORIES
            .iter()
            .chain([&XINJIANG])
            .flat_map(|t| t.regions)
            .map(|prefix| RegionPrefix::parse(prefix).unwrap())
            .collect();
        assert_eq!(prefixes.iter().collect::<BTreeSet<_>>().len(), prefixes.len());
        let provinces: BTreeSet<&str> = prefixes.iter().map(|p| &p.as_str()[..2]).collect();
        let all = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82";
        assert_eq!(provinces, all.split(' ').collect());
        for town in TOWNS {
            let region = Region::parse(town.region).unwrap();
            assert!(prefixes.iter().any(|prefix| region.lies_in(prefix)), "{}", town.city);
        }
    }
}
