using System.Globalization;
using System.Text;
using Rialto.Wire.Fix;

namespace Rialto.Unit.Wire.Fix;

/// <summary>Messages and a small dictionary for tests.</summary>
internal static class FixSamples
{
    public const string Order = "35=D|49=C|56=R|34=2|52=20261122-12:00:00.123|11=a|453=2|448=x|447=D|452=1|448=y|452=3|55=BTC-USDT|54=1|38=10.5|40=2|44=61737.60";

    public const string List = "35=E|49=C|56=R|34=3|52=20261122-12:00:00|73=2|11=a|78=2|79=p|80=1|79=q|80=2|55=X|11=b|55=Y";

    private const string Xml = """
        <fix type="FIX" major="4" minor="4">
          <header>
            <field name="BeginString" required="Y"/><field name="BodyLength" required="Y"/><field name="MsgType" required="Y"/>
            <field name="SenderCompID" required="Y"/><field name="TargetCompID" required="Y"/><field name="MsgSeqNum" required="Y"/><field name="SendingTime" required="Y"/>
          </header>
          <trailer><field name="CheckSum" required="Y"/></trailer>
          <messages>
            <message name="NewOrderSingle" msgtype="D" msgcat="app">
              <field name="ClOrdID" required="Y"/>
              <component name="Parties" required="N"/>
              <field name="Symbol" required="Y"/><field name="Side" required="Y"/><field name="OrderQty" required="N"/><field name="OrdType" required="Y"/>
              <field name="Price" required="C" when="OrdType=2,4"/><field name="StopPx" required="C" when="Price"/>
              <field name="ExecInst" required="N"/><field name="MinutesToLive" required="N"/><field name="RawDataLength" required="N"/><field name="RawData" required="N"/><field name="MaturityMonthYear" required="N"/>
            </message>
            <message name="NewOrderList" msgtype="E" msgcat="app">
              <group name="NoOrders" required="Y">
                <field name="ClOrdID" required="Y"/>
                <group name="NoAllocs" required="N"><field name="AllocAccount" required="Y"/><field name="AllocQty" required="N"/></group>
                <field name="Symbol" required="Y"/>
              </group>
            </message>
          </messages>
          <components>
            <component name="Parties">
              <group name="NoPartyIDs" required="Y"><field name="PartyID" required="Y"/><field name="PartyIDSource" required="N"/><field name="PartyRole" required="N"/></group>
            </component>
          </components>
          <fields>
            <field number="8" name="BeginString" type="STRING"/><field number="9" name="BodyLength" type="LENGTH"/><field number="35" name="MsgType" type="STRING"/>
            <field number="49" name="SenderCompID" type="STRING"/><field number="56" name="TargetCompID" type="STRING"/><field number="34" name="MsgSeqNum" type="SEQNUM"/>
            <field number="52" name="SendingTime" type="UTCTIMESTAMP"/><field number="10" name="CheckSum" type="STRING"/><field number="11" name="ClOrdID" type="STRING"/>
            <field number="453" name="NoPartyIDs" type="NUMINGROUP"/><field number="448" name="PartyID" type="STRING"/><field number="447" name="PartyIDSource" type="CHAR"/><field number="452" name="PartyRole" type="INT"/>
            <field number="55" name="Symbol" type="STRING"/>
            <field number="54" name="Side" type="CHAR"><value enum="1" description="BUY"/><value enum="2" description="SELL"/></field>
            <field number="38" name="OrderQty" type="QTY"/><field number="40" name="OrdType" type="CHAR"><value enum="1" description="MARKET"/><value enum="2" description="LIMIT"/></field>
            <field number="44" name="Price" type="PRICE"/><field number="99" name="StopPx" type="PRICE"/>
            <field number="18" name="ExecInst" type="MULTIPLEVALUESTRING"><value enum="6" description="PARTICIPATE"/><value enum="G" description="ALL_OR_NONE"/></field>
            <field number="8100" name="MinutesToLive" type="INT" min="1" max="60"/>
            <field number="95" name="RawDataLength" type="LENGTH"/><field number="96" name="RawData" type="DATA"/><field number="200" name="MaturityMonthYear" type="MONTHYEAR"/>
            <field number="73" name="NoOrders" type="NUMINGROUP"/><field number="78" name="NoAllocs" type="NUMINGROUP"/><field number="79" name="AllocAccount" type="STRING"/><field number="80" name="AllocQty" type="QTY"/>
            <field number="1" name="Account" type="STRING"/>
          </fields>
        </fix>
        """;

    public static FixDictionary Dictionary { get; } = Load(Xml);

    /// <summary>The dictionary with something replaced.</summary>
    public static FixDictionary Altered(string from, string to)
    {
        if (!Xml.Contains(from, StringComparison.Ordinal))
            throw new ArgumentException($"The dictionary has no '{from}'.");
        return Load(Xml.Replace(from, to, StringComparison.Ordinal));
    }

    public static FixDictionary Load(string xml) => FixDictionary.Load(new MemoryStream(Encoding.UTF8.GetBytes(xml)));

    /// <summary>A frame of these fields, bars for SOH.</summary>
    public static byte[] Frame(string fields)
    {
        var body = fields.Replace('|', '\u0001') + "\u0001";
        var text = string.Create(CultureInfo.InvariantCulture, $"8=FIX.4.4\u00019={body.Length}\u0001{body}");
        return Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}10={text.Sum(c => c) % 256:D3}\u0001"));
    }

    /// <summary>A message that must be readable.</summary>
    public static FixMessage Parse(string fields)
    {
        var message = new FixMessage();
        if (!message.TryParse(Frame(fields), out var fault))
            throw new ArgumentException($"{fields}: {fault}");
        return message;
    }

    /// <summary>Bytes as text, bars for SOH.</summary>
    public static string Show(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes).Replace('\u0001', '|');
}
