package extract

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// lexicon is an immutable set of words, found by the place where they begin or
// end, the longest first; a word may stand for a value.
type lexicon struct {
	first, last map[rune][]string
	value       map[string]string
}

// newLexicon reads "word word=value word"; a word without a value stands for def.
func newLexicon(def string, groups ...string) *lexicon {
	l := &lexicon{first: map[rune][]string{}, last: map[rune][]string{}, value: map[string]string{}}
	for _, g := range groups {
		for _, w := range strings.Fields(g) {
			v := def
			if i := strings.IndexByte(w, '='); i > 0 {
				w, v = w[:i], w[i+1:]
			}
			if _, old := l.value[w]; old {
				continue
			}
			l.value[w] = v
			f, _ := utf8.DecodeRuneInString(w)
			e, _ := utf8.DecodeLastRuneInString(w)
			l.first[f] = append(l.first[f], w)
			l.last[e] = append(l.last[e], w)
		}
	}
	for _, m := range []map[rune][]string{l.first, l.last} {
		for _, ws := range m {
			sort.SliceStable(ws, func(i, j int) bool { return len(ws[i]) > len(ws[j]) })
		}
	}
	return l
}

// at returns the longest word that begins s.
func (l *lexicon) at(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	for _, w := range l.first[r] {
		if strings.HasPrefix(s, w) {
			return w
		}
	}
	return ""
}

// before returns the longest word that ends s.
func (l *lexicon) before(s string) string {
	r, _ := utf8.DecodeLastRuneInString(s)
	for _, w := range l.last[r] {
		if strings.HasSuffix(s, w) {
			return w
		}
	}
	return ""
}

// index returns the first place of a word in s and the word, or -1.
func (l *lexicon) index(s string) (int, string) {
	for i, r := range s {
		if _, ok := l.first[r]; !ok {
			continue
		}
		if w := l.at(s[i:]); w != "" {
			return i, w
		}
	}
	return -1, ""
}

// has says whether a word of the lexicon is in s.
func (l *lexicon) has(s string) bool { i, _ := l.index(s); return i >= 0 }

// zhFoldPairs lists traditional characters, each followed by its simplified
// form, as far as the words of the lexicons, of names of places and of titles
// need them. Folding keeps every offset: both have three bytes.
const zhFoldPairs = "後后於于徵征夥伙東东國国會会學学職职業业務务馬马來来亞亚對对話话長长書书記记聯联協协辦办題题為为產产與与並并應应簽签約约議议資资數数發发佈布開开舉举動动啟启揚扬項项標标準准課课語语術术藝艺師师員员團团隊队賽赛獎奖屆届歲岁萬万億亿個个餘余領领館馆參参贊赞處处廳厅廣广區区縣县鄉乡貴贵陽阳寧宁蘭兰蘇苏" +
	"遼辽龍龙慶庆濟济漢汉島岛灣湾門门電电網网訊讯報报聞闻據据間间時时當当進进過过還还這这從从將将現现總总經经財财貿贸農农衛卫環环體体際际關关係系維维護护創创設设計计畫划劃划實实驗验訓训練练習习養养專专講讲說说謝谢認认識识稱称調调強强導导讀读試试論论談谈訪访問问請请許许該该詳详誠诚誼谊" +
	"證证評评詞词譯译續续給给統统結结絡络綠绿紅红細细組组終终級级紀纪純纯線线緬缅編编緣缘縮缩績绩織织繼继羅罗義义聖圣聲声聽听膠胶臺台興兴舊旧華华葉叶號号蓋盖薩萨藍蓝蘊蕴虛虚蟲虫補补裝装裡里規规視视覽览覺觉觀观觸触訂订詢询誌志諒谅諾诺謀谋謂谓購购貝贝負负貢贡貨货質质賴赖趙赵車车軌轨軍军" +
	"軟软輔辅輪轮輸输轉转輕轻載载辭辞達达遠远適适選选遺遗鄭郑鄧邓醫医釋释針针鋼钢錄录鐵铁鑒鉴閉闭閱阅闊阔陳陈陸陆階阶隨随險险雙双雜杂離离難难雲云靈灵靜静頂顶順顺預预頒颁頓顿頭头頻频顆颗顧顾顯显風风飛飞飯饭飲饮駐驻駕驾騰腾驅驱魚鱼鮮鲜鳥鸟麗丽黃黄點点齊齐齡龄劉刘吳吴張张楊杨孫孙韓韩馮冯" +
	"蔣蒋譚谭賈贾鄒邹錢钱湯汤龔龚嚴严顏颜歐欧諸诸樂乐優优傳传償偿備备傑杰僅仅價价儀仪內内兩两冊册凍冻劑剂勝胜勞劳勢势勵励勳勋單单喬乔圍围園园圓圆圖图場场塊块塵尘墜坠壓压壯壮壽寿夢梦奧奥婦妇媽妈寶宝尋寻層层峽峡岡冈嶺岭幣币幹干幾几庫库廠厂彈弹彙汇徑径復复愛爱態态憑凭懷怀戰战戶户拋抛掃扫" +
	"換换揮挥損损搖摇擁拥擇择擔担擴扩攝摄敗败敘叙斷断暫暂曆历條条棟栋構构榮荣樓楼樣样樹树橋桥機机檔档檢检權权歡欢歷历殘残氣气決决沖冲況况洩泄測测滅灭滬沪滿满漁渔潔洁澤泽濃浓濱滨無无煙烟熱热營营爭争爾尔狀状獨独獲获異异瘋疯盡尽監监盤盘眾众礎础確确礦矿禮礼種种稅税穩稳窮穷競竞筆笔節节範范" +
	"築筑簡简糧粮紙纸紹绍絕绝綜综緊紧緒绪縱纵繪绘罷罢聰聪肅肃脫脱腦脑膽胆臨临艦舰蒼苍蔭荫薦荐藥药蝦虾衝冲複复見见親亲討讨讓让訴诉註注詩诗誤误諧谐謙谦譜谱變变豐丰貼贴賀贺賓宾賢贤賦赋贏赢跡迹踐践軸轴連连週周運运違违鄰邻醞酝銀银銜衔鋪铺錦锦鍵键鎮镇鏈链鐘钟陣阵陰阴隸隶雞鸡霧雾韋韦韻韵響响" +
	"須须頗颇額额願愿類类飾饰馳驰騎骑驚惊髮发鬥斗鬧闹魯鲁鳳凤鴻鸿鵬鹏龐庞曉晓濤涛瑩莹璽玺瓊琼鈞钧銘铭鋒锋鑾銮"

var zhFold = zhFoldTable()

func zhFoldTable() map[rune]rune {
	m := map[rune]rune{'「': '“', '」': '”', '『': '‘', '』': '’', '–': '—', '－': '—', '―': '—', '‧': '·', '•': '·', '・': '·', '〈': '《', '〉': '》', '﹑': '、'}
	rs := []rune(zhFoldPairs)
	for i := 0; i+1 < len(rs); i += 2 {
		m[rs[i]] = rs[i+1]
	}
	return m
}

// zhSimplify folds traditional characters and kinds of quotes and dots; the
// result has the same length in bytes and the same rune boundaries.
func zhSimplify(s string) string {
	plain := true
	for _, r := range s {
		if t, ok := zhFold[r]; ok && t != r {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if t, ok := zhFold[r]; ok && utf8.RuneLen(t) == utf8.RuneLen(r) {
			r = t
		}
		b.WriteRune(r)
	}
	return b.String()
}

// zhCountries maps country names to codes; "-" marks bodies of several states.
var zhCountries = newLexicon("", `中国=CN 中华人民共和国=CN 我国=CN 越南=VN 越南社会主义共和国=VN 老挝=LA 老挝人民民主共和国=LA 寮国=LA 柬埔寨=KH 柬埔寨王国=KH 泰国=TH 泰王国=TH
 缅甸=MM 缅甸联邦共和国=MM 马来西亚=MY 大马=MY 新加坡=SG 印度尼西亚=ID 印度尼西亚共和国=ID 印尼=ID 菲律宾=PH 菲律宾共和国=PH 文莱=BN 文莱达鲁萨兰国=BN 东帝汶=TL
 日本=JP 韩国=KR 印度=IN 英国=GB 美国=US 澳大利亚=AU 新西兰=NZ 法国=FR 德国=DE 俄罗斯=RU 加拿大=CA 瑞士=CH 哈萨克斯坦=KZ 尼泊尔=NP 孟加拉国=BD 斯里兰卡=LK 巴基斯坦=PK
 埃及=EG 南非=ZA 肯尼亚=KE 尼日利亚=NG 埃塞俄比亚=ET 坦桑尼亚=TZ`)

// zhPairs are the short forms that name two countries at once.
var zhPairs = newLexicon("", `中越=VN 中老=LA 中柬=KH 中泰=TH 中缅=MM 中马=MY 中新=SG 中印尼=ID 中菲=PH 中文莱=BN 泰中=TH 马中=MY 老中=LA 柬中=KH 越中=VN 缅中=MM 菲中=PH`)

// asean are the members of ASEAN and China: the states whose part in an event counts.
var asean = map[string]bool{"CN": true, "BN": true, "KH": true, "ID": true, "LA": true, "MY": true, "MM": true, "PH": true, "SG": true, "TH": true, "VN": true, "TL": true}

// zhHeads are the nouns that end the name of an event, with its kind.
var zhHeads = newLexicon("conference", `大会 论坛 高峰论坛 高端论坛 主题论坛 国际论坛 峰会 年会 会议 国际会议 交流周 教育周 合作周 教育交流周 对话会 圆桌会议 圆桌会 大讲堂 交流会 合作交流会 合作会议 发展大会 校长论坛 联席会议 交流大会 文化周 人文交流周 文化节 合作大会 校长圆桌 教育年会 推介会 对接会 供需对接会`,
	`研讨会=seminar 学术研讨会=seminar 国际研讨会=seminar 研讨班=training 座谈会=seminar 工作坊=seminar 沙龙=seminar 讲座=seminar 学术会议=seminar 讲坛=seminar 分享会=seminar 学术论坛=seminar`,
	`磋商会=meeting 洽谈会=meeting 工作会议=meeting 推进会=meeting 工作推进会=meeting 理事会=meeting 理事会会议=meeting 部长会议=meeting 部长圆桌会议=meeting 高官会=meeting 联委会=meeting 见面会=meeting 工作会=meeting 教育部长会议=meeting`,
	`签约仪式=signing 签字仪式=signing 签署仪式=signing 集体签约仪式=signing`,
	`启动仪式=launch 揭牌仪式=launch 成立大会=launch 成立仪式=launch 揭幕仪式=launch 启用仪式=launch 发布仪式=launch 启动会=launch 奠基仪式=launch 授牌仪式=launch 启动暨揭牌仪式=launch 揭牌暨签约仪式=launch 落成典礼=launch 落成仪式=launch 开学典礼=training 毕业典礼=training 结业典礼=training 成果发布会=launch`,
	`大赛=competition 竞赛=competition 比赛=competition 挑战赛=competition 邀请赛=competition 锦标赛=competition 技能大赛=competition 总决赛=competition 决赛=competition 创业赛=competition 辩论赛=competition 运动会=competition 演讲比赛=competition`,
	`培训班=training 研修班=training 夏令营=training 冬令营=training 训练营=training 研习营=training 研学营=training 培训项目=training 研修项目=training 开班仪式=training 结业仪式=training 开班典礼=training 青年营=training 体验营=training`,
	`奖学金颁发仪式=scholarship 奖学金发放仪式=scholarship 录取通知书颁发仪式=scholarship 颁发仪式=scholarship 奖学金颁奖仪式=scholarship 奖学金颁奖典礼=scholarship 奖学金颁授仪式=scholarship 奖学金说明会=scholarship`,
	`博览会=exhibition 教育展=exhibition 展览会=exhibition 展览=exhibition 巡展=exhibition 成果展=exhibition 教育博览会=exhibition 装备展=exhibition 高等教育展=exhibition 留学展=exhibition 交易会=exhibition 展示会=exhibition 教育巡回展=exhibition 联展=exhibition`,
	`新闻发布会=report 专题新闻发布会=report 媒体吹风会=report`)

// zhCeremony are the parts of an event that its name may end with.
var zhCeremony = newLexicon("", `开幕式 开幕仪式 闭幕式 闭幕仪式 启动仪式 开班仪式 开班典礼 开班式 结业仪式 结业典礼 结业式 总决赛 决赛 颁奖典礼 颁奖仪式 新闻发布会 开营仪式 闭营仪式 揭牌仪式 签约仪式 全体会议 主论坛 开幕活动 开幕大会`)

// zhGeneric are words that make an event mention a reference, not a name.
var zhGeneric = newLexicon("", `本届 本次 此次 该 这次 这一 本 此 上述 主 分 平行 各 多场 多个 一场 一次 首场 系列 专题 年度 全体 场 项 个 次 相关 配套 另一场 届 专场 线上 线下 期间 数场 两场 一系列`)

// zhHeld are verbs of taking place, with the status that they tell.
var zhHeld = newLexicon("held", `举行 举办 召开 开幕 隆重举行 隆重开幕 成功举办 落幕 闭幕 开班 开营 开赛 启幕 拉开帷幕 揭幕 圆满落幕 圆满结束 顺利举行 开讲 开展 结业 收官 拉开序幕 启动 揭牌 鸣锣 盛大开幕`)

// zhEventVerbs are what makes an event of a sentence without an event's name.
var zhEventVerbs = newLexicon("", `签署=signing 签订=signing 签约=signing 会见=meeting 会谈=meeting 来访=meeting 到访=meeting 访问=meeting 拜会=meeting 揭牌=launch 揭幕=launch 成立=launch 启动=launch 启用=launch 挂牌=launch 上线=launch 发布=launch 开班=training 结业=training 奖学金=scholarship 开学=training 通报=report 发布会=report`)

// zhTitles are offices; the longest is taken.
var zhTitles = newLexicon("", `主席 部长 部长助理 国务秘书 国务次长 常务秘书 秘书长 总司长 司长 厅长 局长 总局长 署长 处长 科长 省长 州长 市长 区长 县长 书记 校长 校长助理 院长 院长助理 系主任 主任 会长 理事长 董事长 总经理 总裁 首席执行官 大使 特命全权大使 公使 公使衔参赞 参赞 教育参赞 文化参赞 商务参赞 教育公使衔参赞 一等秘书 二等秘书 三等秘书 总领事 领事 代办 临时代办 教授 讲席教授 研究员 总干事 总理 委员长 议长 常委 巡视员 一级巡视员 二级巡视员 调研员 一级调研员 总监 组长 团长 所长 馆长 学生代表 留学生代表 教师代表 首席代表 驻华代表 负责人 首相 总统 国王 公主 议员 政务官 执行主任 顾问 参事 专员 督学 教务长 创始人 委员 主委 次长 秘书 校监 站长 社长 台长 行长 庭长 队长 院士 学院长 总校长 首席专家 工程师 总工程师 部门经理 经理 协调员 联络员 干事长 大臣 外长 副总理兼外长 常任代表 执行董事 总协调人 国会主席 校董会主席 执行秘书 总秘书 总书记 教育专员 领队 高官 政委`)

// zhTitleMods may stand before an office and belong to it.
var zhTitleMods = newLexicon("", `副 常务副 执行 常务 代 代理 首席 名誉 荣誉 党委 校党委 党组 党委副 党委常务副 纪委 高级 总 助理 第一 第一副 候任 终身 联合 轮值 客座 特聘 学校党委 党总支 党工委 机关党委 资深 国际 外籍`)

// zhPartyMods begin the titles of party and people's committees without naming the place.
var zhPartyMods = newLexicon("", `省委 市委 区委 县委 州委 自治区党委 校党委 省政府 省人大常委会 省政协 市政府`)

// zhFollow are words that may follow a person's name.
var zhFollow = newLexicon("", `和 与 及 以及 等 在 出席 参加 参会 与会 致 作 发表 主持 表示 指出 强调 说 认为 介绍 宣布 先后 分别 共同 一行 为 代表 率 率队 率团 会见 会谈 签署 签订 陪同 感谢 称 谈到 提到 讲话 发言 对 向 就 从 并 也 还 先生 女士 博士 教授 阁下 带领 率领 欢迎 高度 应邀 通过 回顾 希望 勉励 祝贺 阐述 围绕 结合 建议 现场 一同 一道 开幕 线上 视频 莅临 到会 担任 接受 透露 告诉 坦言 总结 肯定 期待 呼吁 倡议 倡导 分享 见证 启动 揭牌 颁 授 参与 主讲 做 进行 受邀 以 将 于 是 曾 正式 到 赴 来访 访问 随 全程 亲自 上台 宣读 转达 展示 详细 重点 简要 全面 首先 当日 当天 日前 近日 今天 表达 回应 补充 十分 充分 热烈 热情 一致 联合 同 的 主 受 代 作为 因 曾任 任 最后 解读 讲述 用 也 则 激动 兴奋 深有 对此 特别 再次 均 都 指导 介紹 亲切 发布 向 给 开场 结 会上 大使 秘书长 校长 会后 提出 评价 直言 相信 补 呼 点评 见 推介 重申`)

// zhStops end the search to the left for a person's affiliation.
var zhStops = newLexicon("", `由 在 出席 邀请 会见 来自 欢迎 陪同 率领 向 是 的 了 以及 包括 会同 记者 通讯员 拜会 访问 期间 会上 式上 坛上 动上 其中 上午 下午 当天 当日 来访 主持 参加 宣布 签署 据 经 同 其他 今天 今日 昨日 日前 近日 与会 随后 接着 代表 并与 作者 摄影 为 分别 致辞 中方 泰方 老方 越方 马方 先后 嘉宾 领导 感谢 围绕 还有 及其`)

// zhSpeech tells what a person did, by the words that follow the name.
var zhSpeech = newLexicon("", `致辞=speech 致欢迎辞=opening-speech 致欢迎词=opening-speech 致开幕辞=opening-speech 致开幕词=opening-speech 致词=speech 讲话=speech 发言=speech 演讲=speech 主旨报告=keynote 主旨演讲=keynote 主旨发言=keynote 主题报告=keynote 主题演讲=keynote 主题发言=keynote 作报告=speech 主持=presided 宣布=declared-open 签署=signed 签约=signed 签订=signed 会见=met 会谈=met 拜会=met 出席=attended 参加=attended 陪同=attended 与会=attended 表示=quoted 指出=quoted 强调=quoted 认为=quoted 介绍=quoted 说=quoted 称=quoted 谈到=quoted 透露=quoted 坦言=quoted 呼吁=quoted 希望=quoted 告诉=quoted 提出=quoted 感谢=quoted 勉励=quoted`)

// zhSays are the verbs that a statement follows.
var zhSays = newLexicon("", `表示 指出 强调 认为 介绍 介绍说 说 称 谈到 透露 坦言 呼吁 提出 感谢 希望 勉励 告诉记者 提到 重申 建议`)

// zhRoleVerbs are the verbs of organising.
var zhRoleVerbs = newLexicon("", `主办=host 共同主办=host 联合主办=host 合作主办=host 承办=organizer 共同承办=organizer 联合承办=organizer 具体承办=organizer 协办=co-organizer 共同协办=co-organizer 联合协办=co-organizer 支持=supporter 提供支持=supporter 大力支持=supporter 指导=supporter 联合举办=host 共同举办=host 举办=host 合办=host 联合举行=host 联合组织=organizer 执行承办=organizer 赞助=supporter 联合开展=host 组织=organizer 牵头主办=host 举行=host 召开=host 支持举办=supporter 发起=host 联合发起=host 共同发起=host 共同建设=host 联合建设=host 合作共建=host 共同创办=host 联合创办=host 共同召开=host 联合召开=host 冠名=supporter 特别支持=supporter`)

// zhRoleLabels head a list of organisations.
var zhRoleLabels = newLexicon("", `主办单位=host 主办方=host 承办单位=organizer 承办方=organizer 协办单位=co-organizer 协办方=co-organizer 支持单位=supporter 指导单位=supporter 合作单位=co-organizer 参与单位=participant 支持机构=supporter 联合主办单位=host 战略合作单位=supporter`)

// zhOrgTail ends the name of an organisation.
var zhOrgTail = newLexicon("", `部 厅 局 委 会 院 校 署 司 处 社 馆 所 府 集团 中心 联盟 组织 室 银行 大学 学院 公司 学校 中国 共同体 联合体 秘书处 代表处 研究院 基金会 协会 学会 联合会 工坊 分校 校区 园区 管委会 企业 台 网 总部 教研室 文化 教育 科技 传媒 团委 党委 职教中心 公署 项目办 东盟处 分会 分部 高中 中学 小学 日报社 大使馆 使馆 领事馆 委员会 理事会`)

// zhVague are words for parties and organisers that name nobody.
var zhVague = newLexicon("", `双方 两校 三方 四方 各方 中外 中方 多所 多家 有关 相关 部分 院校 校企 企业 高校 学校 我校 该校 两国 代表 各国 各 嘉宾 现场 集体 我们 他们 单位 政府 教育部门 职业院校 学院 大学 社会 大会 论坛 会议 活动 仪式`)

// zhLaunch are verbs of bringing something into being, with the action.
var zhLaunch = newLexicon("", `启动=launched 发布=released 成立=established 揭牌=unveiled 揭幕=unveiled 推出=launched 发起=launched 倡议=announced 设立=established 上线=launched 组建=established 宣布成立=established 宣布启动=launched 通过=announced 挂牌=unveiled 启用=launched 共建=established 签署共建=established 首发=released 揭晓=announced 授牌=unveiled 创建=established 建立=established 建成=established 正式启动=launched 正式成立=established 正式发布=released 对外发布=released 联合发布=released 联合发起=launched 共同启动=launched 发布了=released 宣布=announced 开通=launched 打造=established 实施=launched`)

// zhThings end the name of something launched.
var zhThings = newLexicon("", `联盟 中心 学院 研究院 基地 工坊 共同体 实验室 平台 计划 工程 项目 倡议 宣言 共识 报告 标准 白皮书 蓝皮书 指南 基金 奖学金 联合会 协作体 工作站 行动 体系 大赛 系列标准 教材 课程 手册 目录 课程体系 行动计划 联合体 委员会 智库 研究所 分校 校区 孔子课堂 孔子学院 清单 方案 规划 意见 丛书 词典 教学资源库 资源库 数据库 网站 专业教学标准 合作机制 机制 工作室 书院 驿站 营地 大学 学校 示范区 集团 邀请赛 创新港 教学点 办学点 案例集 课件库 课程库 题库 案例库 语料库 词汇库 车间 工厂 系统 专区 图书 成果 联络处 办事处 教育集团 协会 学堂 工作委员会 论坛`)
