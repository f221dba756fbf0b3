package query

import (
	"strings"
)

// Each row: a plain letter or letters, then the characters that are folded to it.
const latinRows = `
a àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặ
c çćĉċč
d ďđðɗḍ
e èéêëēĕėęěȅȇẹẻẽếềểễệ
g ĝğġģǧ
h ĥħḥ
i ìíîïĩīĭįıǐịỉ
j ĵ
k ķǩḳ
l ĺļľŀłḷ
n ñńņňŋṅṇ
o òóôõöøōŏőơǒǫọỏốồổỗộớờởỡợ
r ŕŗřṛ
s śŝşšșṣ
t ţťŧțṭ
u ùúûüũūŭůűųưǔǖǘǚǜụủứừửữự
w ŵẁẃẅ
y ýÿŷȳỳỵỷỹ
z źżžẓ
ss ß
ae æ
oe œ
th þ`

const latinLow, latinHigh = 0xDF, 0x1EF9

// The tables are built once from the rows above and never written again.
var latinTable = func() map[rune]string {
	m := map[rune]string{}
	for row := range strings.Lines(latinRows) {
		if to, from, ok := strings.Cut(strings.TrimSpace(row), " "); ok {
			for _, r := range from {
				m[r] = to
			}
		}
	}
	return m
}()

func latin(r rune) (string, bool) {
	if r < latinLow || r > latinHigh {
		return "", false
	}
	s, ok := latinTable[r]
	return s, ok
}

// Pairs of a traditional character and its simplified form, the ones that news
// about education, states, people and places needs.
const hanPairs = `東东學学國国會会與与業业華华語语訓训練练術术職职教教師师課课題题書书
習习員员長长門门開开關关際际區区區区廣广貴贵陽阳寧宁雲云馬马來来亞亚緬缅寮寮賓宾菲菲
越越爾尔聯联盟盟協协議议簽签約约訂订項项計计劃划獎奖賽赛競竞論论壇坛壇坛發发
動动啟启創创設设備备資资訊讯電电腦脑網网絡络線线經经濟济貿贸財财產产業业農农醫医
藥药護护衛卫機机構构組组織织團团隊队個个們们為为這这裡里還还過过進进時时間间歲岁
歷历史史記记報报導导聞闻說说話话讀读寫写譯译詞词問问題题實实驗验樣样標标準准證证
書书級级類类選选擇择優优質质點点線线圖图館馆場场園园樓楼橋桥鐵铁車车輛辆飛飞島岛
灣湾縣县鄉乡鎮镇鄭郑劉刘陳陈張张趙赵楊杨黃黄吳吴許许鄧邓馮冯葉叶蔣蒋盧卢羅罗
蘇苏孫孙魯鲁錢钱鍾钟韓韩嚴严龍龙鳳凤傑杰偉伟輝辉強强麗丽艷艳潔洁蘭兰藝艺樂乐
歡欢慶庆節节體体愛爱親亲舊旧新新雙双邊边獨独總总統统領领導导幹干部部黨党軍军戰战
紅红綠绿藍蓝銀银鋼钢錦锦鎮镇鑒鉴鏈链鋒锋錄录鍵键鎖锁參参加加與与將将對对從从當当
無无後后處处變变現现見见觀观視视覺觉讓让認认識识誌志談谈調调請请諮谘謝谢講讲
謀谋謂谓證证評评試试詩诗該该詳详誠诚誤误諸诸諾诺負负貢贡貨货貧贫購购貸贷費费
賀贺賢贤賣卖賦赋賬账贊赞贈赠贏赢輔辅輕轻載载輪轮輸输轉转農农遠远連连運运達达
遊游遞递適适遲迟遷迁遺遗郵邮鄰邻釋释針针鈞钧銘铭鋪铺鍋锅鑽钻閉闭閣阁閱阅闊阔
陸陆陰阴隨随險险雜杂離离難难靈灵靜静響响頁页頂顶順顺須须預预頭头頻频顆颗顏颜
願愿顧顾顯显風风餐餐飯饭飲饮養养館馆駐驻駕驾騎骑驚惊髮发鬥斗魚鱼鮮鲜鳥鸟鹽盐
麥麦齊齐齒齿亂乱倫伦側侧債债傳传傷伤價价億亿儀仪儘尽償偿兒儿內内兩两冊册凍冻
劇剧劍剑勁劲勞劳勝胜勢势勵励勸劝務务勳勋匯汇單单厲厉嚮向員员嘗尝嘆叹圍围圓圆
執执堅坚塊块塵尘墊垫壓压壞坏壯壮壽寿夠够夢梦夾夹奪夺奮奋婦妇媽妈孫孙宮宫寬宽
審审寶宝專专尋寻層层屬属岡冈崗岗嶺岭帥帅師师帳帐帶带幣币幫帮幾几庫库廠厂廢废
廳厅彈弹彎弯徑径復复徵征徹彻態态慣惯憂忧憑凭憲宪應应懷怀戲戏戶户拋抛挾挟捨舍
掃扫採采換换揚扬損损搖摇撥拨據据擁拥擔担擊击擴扩攜携攝摄敗败敘叙數数斷断暫暂
曉晓曆历條条檔档檢检權权極极榮荣樹树橫横檯台歐欧殘残殺杀毀毁氣气決决沒没況况
淺浅測测湧涌溝沟溫温準准滅灭滙汇滿满漁渔漢汉潤润潛潜澤泽濃浓濕湿瀾澜灑洒災灾
煉炼煙烟熱热營营爭争爺爷牆墙牽牵犧牺狀状獲获獻献環环瓊琼畢毕畫画異异療疗瘋疯
盡尽監监盤盘眾众確确碼码礎础礙碍禮礼禦御禱祷稅税種种稱称穩稳穫获窮穷窯窑筆笔
築筑簡简籃篮籌筹籍籍糧粮紀纪紙纸紛纷紐纽純纯納纳級级細细終终結结給给絲丝絕绝
維维綜综緊紧緒绪編编緣缘緩缓縮缩繁繁績绩繞绕繪绘繼继續续罰罚羣群義义聖圣聲声
聰聪職职聽听脅胁脫脱臉脸臨临臺台舉举艦舰莊庄菸烟萬万蓋盖蔭荫薦荐薩萨虛虚號号
蟲虫衆众衝冲補补裝装製制複复襲袭規规覽览計计討讨託托訪访診诊詢询誇夸誰谁課课
譽誉讚赞豐丰貓猫買买賓宾赴赴趕赶趨趋跡迹踐践軌轨軟软較较辦办辭辞辯辩邁迈`

var hanTable = func() map[rune]rune {
	m := map[rune]rune{}
	var from rune
	for _, r := range hanPairs {
		switch {
		case r == '\n':
		case from == 0:
			from = r
		default:
			if from != r {
				m[from] = r
			}
			from = 0
		}
	}
	return m
}()

func foldHan(r rune) rune {
	if s, ok := hanTable[r]; ok {
		return s
	}
	return r
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// singular takes a plural ending off. It is no stemmer: verbs and derived words
// stay as they are, so that names are rarely hurt.
func singular(w string) string {
	n := len(w)
	if n < 4 || w[n-1] != 's' || !ascii(w) || w == "news" || w[0] <= '9' {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "ies") && n > 4:
		return w[:n-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches"),
		strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "oes"):
		return w[:n-2]
	}
	return w[:n-1]
}

// Whole words whose British form is not made by a rule.
var spellings = map[string]string{
	"centre": "center", "programme": "program", "theatre": "theater", "metre": "meter", "kilometre": "kilometer",
	"licence": "license", "practise": "practice", "defence": "defense", "catalogue": "catalog",
	"enrol": "enroll", "enrolment": "enrollment", "fulfil": "fulfill", "skilful": "skillful",
	"labour": "labor", "colour": "color", "behaviour": "behavior", "honour": "honor", "neighbour": "neighbor",
	"harbour": "harbor", "favour": "favor", "endeavour": "endeavor", "travelling": "traveling",
	"modelling": "modeling", "counsellor": "counselor", "judgement": "judgment", "grey": "gray", "aeroplane": "airplane",
}

// spelling gives British and American English one form.
func spelling(w string) string {
	if len(w) < 4 || !ascii(w) {
		return w
	}
	if s, ok := spellings[w]; ok {
		return s
	}
	for _, p := range [...]string{"organis", "recognis", "realis", "specialis", "emphasis", "modernis", "digitalis", "standardis",
		"summaris", "internationalis", "prioritis", "utilis", "mobilis", "industrialis"} {
		if rest, ok := strings.CutPrefix(w, p); ok && (strings.HasPrefix(rest, "e") || strings.HasPrefix(rest, "ing") || strings.HasPrefix(rest, "ation")) {
			return p[:len(p)-1] + "z" + rest
		}
	}
	if rest, ok := strings.CutSuffix(w, "isation"); ok && rest != "" {
		return rest + "ization"
	}
	return w
}
