using Rialto.Wire.Fix;
using Xunit;

namespace Rialto.Unit.Wire.Fix;

public class FixDictionaryTests
{
    private const string Head = "35=D|49=C|56=R|34=2|52=20261122-12:00:00|";

    [Theory]
    [InlineData("11=a|55=X|54=1|40=1")]
    [InlineData("55=X|40=1|54=1|11=a")]
    [InlineData("11=a|453=0|55=X|54=1|40=1")]
    [InlineData("11=a|453=1|448=x|55=X|54=1|40=1|18=6 G|8100=60|200=202612w3|95=3|96=a|b")]
    [InlineData("11=a|55=X|54=1|40=2|44=1.5|99=2")]
    public void Good_messages_are_taken(string body) => Assert.Null(FixSamples.Dictionary.Validate(FixSamples.Parse(Head + body)));

    [Theory]
    [InlineData("55=X|54=1|40=1", FixRejectReason.RequiredTagMissing, 11)]
    [InlineData("11=a|55=X|54=3|40=1", FixRejectReason.ValueOutOfRange, 54)]
    [InlineData("11=a|55=X|54=12|40=1", FixRejectReason.IncorrectFormat, 54)]
    [InlineData("11=a|55=|54=1|40=1", FixRejectReason.TagWithoutValue, 55)]
    [InlineData("11=a|55=X|54=1|40=1|38=1e5", FixRejectReason.IncorrectFormat, 38)]
    [InlineData("11=a|55=X|54=1|40=1|38=1.", FixRejectReason.IncorrectFormat, 38)]
    [InlineData("11=a|55=X|54=1|40=1|18=6  G", FixRejectReason.ValueOutOfRange, 18)]
    [InlineData("11=a|55=X|54=1|40=1|18=6 Q", FixRejectReason.ValueOutOfRange, 18)]
    [InlineData("11=a|55=X|54=1|40=1|8100=0", FixRejectReason.ValueOutOfRange, 8100)]
    [InlineData("11=a|55=X|54=1|40=1|8100=61", FixRejectReason.ValueOutOfRange, 8100)]
    [InlineData("11=a|55=X|54=1|40=1|200=202613", FixRejectReason.IncorrectFormat, 200)]
    [InlineData("11=a|55=X|54=1|40=1|1=x", FixRejectReason.TagNotDefinedForMessage, 1)]
    [InlineData("11=a|55=X|54=1|40=1|2=x", FixRejectReason.InvalidTagNumber, 2)]
    [InlineData("11=a|55=X|54=1|40=1|8101=x", FixRejectReason.UndefinedTag, 8101)]
    [InlineData("11=a|55=X|54=1|40=1|34=3", FixRejectReason.TagAppearsMoreThanOnce, 34)]
    [InlineData("11=a|55=X|54=1|40=1|55=Y", FixRejectReason.TagAppearsMoreThanOnce, 55)]
    [InlineData("11=a|55=X|54=1|40=1|8100=1|8100=1", FixRejectReason.TagAppearsMoreThanOnce, 8100)]
    [InlineData("11=a|453=2|448=x|55=X|54=1|40=1", FixRejectReason.IncorrectGroupCount, 453)]
    [InlineData("11=a|453=1|448=x|448=y|55=X|54=1|40=1", FixRejectReason.IncorrectGroupCount, 453)]
    [InlineData("11=a|453=0|448=x|55=X|54=1|40=1", FixRejectReason.IncorrectGroupCount, 453)]
    [InlineData("11=a|453=-1|55=X|54=1|40=1", FixRejectReason.IncorrectFormat, 453)]
    [InlineData("11=a|453=999999999|448=x|55=X|54=1|40=1", FixRejectReason.IncorrectGroupCount, 453)]
    [InlineData("11=a|453=1|447=D|448=x|55=X|54=1|40=1", FixRejectReason.GroupFieldsOutOfOrder, 447)]
    [InlineData("11=a|453=1|448=x|452=1|447=D|55=X|54=1|40=1", FixRejectReason.GroupFieldsOutOfOrder, 447)]
    [InlineData("11=a|453=1|448=x|447=D|447=D|55=X|54=1|40=1", FixRejectReason.TagAppearsMoreThanOnce, 447)]
    [InlineData("11=a|453=1|448=x|452=one|55=X|54=1|40=1", FixRejectReason.IncorrectFormat, 452)]
    public void Bad_messages_are_rejected_with_the_reason_that_FIX_gives(string body, FixRejectReason reason, int tag) =>
        Assert.Equal(new FixViolation(reason, tag), FixSamples.Dictionary.Validate(FixSamples.Parse(Head + body)));

    [Theory]
    [InlineData("11=a|55=X|54=1|40=2", 44)]
    [InlineData("11=a|55=X|54=1|40=1|44=1", 99)]
    public void Conditions_hold(string body, int tag) =>
        Assert.Equal(new FixViolation(FixRejectReason.RequiredTagMissing, tag, IsConditional: true), FixSamples.Dictionary.Validate(FixSamples.Parse(Head + body)));

    [Theory]
    [InlineData("73=1|11=a|78=1|79=p|80=5|55=X", null)]
    [InlineData("73=2|11=a|78=1|79=p|55=X|11=b|55=Y", null)]
    [InlineData("73=1|11=a|78=1|80=5|55=X", FixRejectReason.GroupFieldsOutOfOrder)]
    [InlineData("73=1|11=a|78=2|79=p|55=X", FixRejectReason.IncorrectGroupCount)]
    [InlineData("73=1|11=a|78=1|79=p", FixRejectReason.RequiredTagMissing)]
    [InlineData("73=1|11=a|55=X|78=1|79=p", FixRejectReason.GroupFieldsOutOfOrder)]
    public void Groups_within_groups(string body, FixRejectReason? reason) =>
        Assert.Equal(reason, FixSamples.Dictionary.Validate(FixSamples.Parse("35=E|49=C|56=R|34=2|52=20261122-12:00:00|" + body))?.Reason);

    [Fact]
    public void A_component_that_is_not_required_requires_nothing()
    {
        Assert.Null(FixSamples.Dictionary.Validate(FixSamples.Parse(Head + "11=a|55=X|54=1|40=1")));
        var strict = FixSamples.Altered("""name="Parties" required="N" """.TrimEnd(), """name="Parties" required="Y" """.TrimEnd());
        Assert.Equal(453, strict.Validate(FixSamples.Parse(Head + "11=a|55=X|54=1|40=1"))?.Tag);
    }

    [Theory]
    [InlineData("""<field name="Symbol" required="Y"/>""", """<field name="Nothing" required="Y"/>""", "Nothing")]
    [InlineData("type=\"UTCTIMESTAMP\"", "type=\"WHENEVER\"", "WHENEVER")]
    [InlineData("number=\"55\"", "number=\"fifty\"", "Symbol")]
    [InlineData("msgtype=\"E\"", "msgtype=\"D\"", "NewOrderList")]
    [InlineData("msgtype=\"E\"", "msgtype=\"TooLongAType\"", "NewOrderList")]
    [InlineData("<trailer><field name=\"CheckSum\" required=\"Y\"/></trailer>", "", "trailer")]
    [InlineData("<component name=\"Parties\" required=\"N\"/>", "<component name=\"Nobody\" required=\"N\"/>", "Nobody")]
    [InlineData("<field name=\"PartyID\" required=\"Y\"/><field name=\"PartyIDSource\" required=\"N\"/><field name=\"PartyRole\" required=\"N\"/>", "", "NoPartyIDs")]
    [InlineData("<field name=\"PartyID\" required=\"Y\"/>", "<component name=\"Parties\" required=\"N\"/>", "nested")]
    [InlineData("required=\"C\" when=\"OrdType=2,4\"", "required=\"N\" when=\"OrdType=2,4\"", "Price")]
    [InlineData("min=\"1\"", "min=\"one\"", "MinutesToLive")]
    [InlineData("<field name=\"OrderQty\" required=\"N\"/>", "<field name=\"Symbol\" required=\"N\"/>", "twice")]
    [InlineData("<header>", "<header><", "no XML")]
    public void Dictionaries_that_are_wrong_are_refused_and_the_place_is_named(string from, string to, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => FixSamples.Altered(from, to)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_hot_path_allocates_nothing()
    {
        byte[][] frames = [FixSamples.Frame(FixSamples.Order), FixSamples.Frame(FixSamples.List), FixSamples.Frame(Head + "11=a|55=X|54=9|40=1")];
        var message = new FixMessage();
        var writer = new FixWriter();
        var header = new FixHeader("RIALTO"u8.ToArray(), "CLIENT"u8.ToArray(), 7, new(1_795_348_800_000_000_000));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var frame = frames[i % frames.Length];
                if (FixFraming.TryFind(frame, out _) != FixFrameStatus.Complete || !message.TryParse(frame, out _))
                    throw new InvalidOperationException();
                _ = FixSamples.Dictionary.Validate(message);
                foreach (var entry in message.Group(73, 11))
                    _ = entry.Has(55);
                writer.Begin(message.MsgType);
                writer.Add(34, message.SeqNum);
                writer.AddDecimal(44, i, 8);
                writer.AddTimestamp(60, header.SendingTime);
                _ = writer.End(in header).Length;
            }
        }));
    }
}
