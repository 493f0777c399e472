using System.Runtime.CompilerServices;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Orders;

/// <summary>
/// The members of one JSON object by name: private messages have many fields of which few matter, in no fixed order. Reads the frame once, allocates nothing, never throws. Numbers stay text until
/// they are asked for at a scale; one that does not fit is kept in mind (<see cref="HasMisfit"/>), so that a decoder asks once, at the end.
/// </summary>
internal ref struct JsonObject
{
    /// <summary>Most members of one object; more is no message that a venue sends (LS Securities' largest has some 120).</summary>
    public const int MembersMax = 192;

    private ReadOnlySpan<byte> _frame;
    private int _count;
    private Members _members;

    /// <summary>The frame that it stands in.</summary>
    public readonly ReadOnlySpan<byte> Frame => _frame;

    /// <summary>A number that was asked for was none, or did not fit.</summary>
    public bool HasMisfit { get; private set; }

    /// <summary>Reads a frame that is one object.</summary>
    public bool Read(ReadOnlySpan<byte> frame)
    {
        var scanner = new FrameScanner(frame);
        return Read(frame, ref scanner) && scanner.IsWhole;
    }

    /// <summary>Reads the object that a scanner of the frame stands at, and steps over it.</summary>
    public bool Read(ReadOnlySpan<byte> frame, scoped ref FrameScanner scanner)
    {
        _frame = frame;
        _count = 0;
        HasMisfit = false;
        if (!scanner.Object())
            return false;
        while (scanner.NextName(out var name))
        {
            var kind = scanner.Kind;
            var start = scanner.Position;
            if (!scanner.Skip() || _count == MembersMax)
                return false;

            // An empty name overlaps nothing, and nobody asks for it.
            if (!frame.Overlaps(name, out var nameAt))
                continue;

            var quote = kind == JsonKind.String ? 1 : 0;
            _members[_count++] = new Member(nameAt, name.Length, start + quote, scanner.Position - start - (2 * quote), kind);
        }

        return !scanner.HasFailed;
    }

    /// <summary>What kind of value a member has; none where there is none.</summary>
    public readonly JsonKind KindOf(scoped ReadOnlySpan<byte> name) => TryFind(name, out var member) ? member.Kind : JsonKind.None;

    public readonly bool Has(scoped ReadOnlySpan<byte> name) => KindOf(name) is not (JsonKind.None or JsonKind.Null);

    /// <summary>The content of a string, escapes as written, or the text of a number; empty for all else.</summary>
    public readonly ReadOnlySpan<byte> Text(scoped ReadOnlySpan<byte> name) =>
        TryFind(name, out var member) && member.Kind is JsonKind.String or JsonKind.Number ? _frame.Slice(member.At, member.Length) : default;

    public readonly bool Is(scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> word) => Text(name).SequenceEqual(word);

    /// <summary>True for <c>true</c> and <c>"true"</c>.</summary>
    public readonly bool IsTrue(scoped ReadOnlySpan<byte> name) => KindOf(name) == JsonKind.True || Is(name, "true"u8);

    /// <summary>A scanner that stands at a member's value; one that has failed where there is none.</summary>
    public readonly FrameScanner At(scoped ReadOnlySpan<byte> name)
    {
        var scanner = new FrameScanner(_frame);
        if (!TryFind(name, out var member))
        {
            scanner.Fail();
            return scanner;
        }

        return scanner.At(member.Kind == JsonKind.String ? member.At - 1 : member.At);
    }

    /// <summary>A whole number; <paramref name="missing"/> where there is none, or an empty string.</summary>
    public long Whole(scoped ReadOnlySpan<byte> name, long missing = 0)
    {
        var text = Text(name);
        if (text.IsEmpty)
            return missing;
        if (DecimalText.TryParseScientific(text, 0, out var value, out _) == DecimalTextError.None)
            return value;
        HasMisfit = true;
        return missing;
    }

    /// <summary>A decimal as a count of 10^-scale; zero where there is none, or an empty string.</summary>
    public long Decimal(scoped ReadOnlySpan<byte> name, int scale)
    {
        var text = Text(name);
        if (text.IsEmpty)
            return 0;
        if (DecimalText.TryParseScientific(text, scale, out var value, out _) == DecimalTextError.None)
            return value;
        HasMisfit = true;
        return 0;
    }

    /// <summary>A decimal that must be there: a missing one would be a price or quantity of zero. Where it is not, that is kept in mind as a number that does not fit.</summary>
    public long Required(scoped ReadOnlySpan<byte> name, int scale)
    {
        HasMisfit |= Text(name).IsEmpty;
        return Decimal(name, scale);
    }

    /// <summary>How much of an order was filled; not told where it is missing.</summary>
    public Quantity Filled(scoped ReadOnlySpan<byte> name, int scale) => new(Text(name).IsEmpty ? OrderReport.NotTold : Decimal(name, scale));

    /// <summary>A side by the venue's words for both, which must be there as a price must (<see cref="Required"/>).</summary>
    public Side SideOf(scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> buy, ReadOnlySpan<byte> sell)
    {
        if (Is(name, sell))
            return Side.Sell;
        HasMisfit |= !Is(name, buy);
        return Side.Buy;
    }

    /// <summary>An average: as <see cref="Decimal"/>, but digits beyond the scale are cut off (toward zero), since no order has an average as its price.</summary>
    public long Average(scoped ReadOnlySpan<byte> name, int scale)
    {
        var text = Text(name);
        if (text.IsEmpty)
            return 0;
        if (DecimalAmount.TryCut(text, scale, out var value))
            return value;
        HasMisfit = true;
        return 0;
    }

    /// <summary>An amount of money with the scale it is written at.</summary>
    public DecimalAmount Amount(scoped ReadOnlySpan<byte> name)
    {
        var text = Text(name);
        if (text.IsEmpty)
            return default;
        if (DecimalAmount.TryParse(text, out var amount))
            return amount;
        HasMisfit = true;
        return default;
    }

    /// <summary>What a venue calls an order; empty where it is missing, or no id.</summary>
    public readonly VenueOrderId OrderId(scoped ReadOnlySpan<byte> name) => VenueOrderId.TryCreate(Text(name), out var id) ? id : default;

    /// <summary>A client's id or a trade's; empty where it is missing or longer than ours may be.</summary>
    public readonly Text36 Id(scoped ReadOnlySpan<byte> name) => Text36.TryCreate(Text(name), out var id) ? id : default;

    public readonly AssetCode Asset(scoped ReadOnlySpan<byte> name) => AssetCode.TryCreate(Text(name), out var code) ? code : default;

    /// <summary>A time in milliseconds.</summary>
    public Timestamp Milliseconds(scoped ReadOnlySpan<byte> name) => TimeOf(Whole(name), 1_000_000);

    /// <summary>A time in whole seconds.</summary>
    public Timestamp Seconds(scoped ReadOnlySpan<byte> name) => TimeOf(Whole(name), 1_000_000_000);

    /// <summary>A time as RFC 3339 writes it; none where it is missing or written otherwise.</summary>
    public readonly Timestamp IsoTime(scoped ReadOnlySpan<byte> name) => Wire.Json.IsoTime.TryParse(Text(name), out var time) ? time : default;

    private readonly bool TryFind(scoped ReadOnlySpan<byte> name, out Member member)
    {
        ReadOnlySpan<Member> members = _members;
        foreach (ref readonly var some in members[.._count])
        {
            if (some.NameLength != name.Length || !_frame.Slice(some.NameAt, some.NameLength).SequenceEqual(name))
                continue;
            member = some;
            return true;
        }

        member = default;
        return false;
    }

    private static Timestamp TimeOf(long count, long nanoseconds) => count is > 0 && count < long.MaxValue / nanoseconds ? new Timestamp(count * nanoseconds) : default;

    private readonly record struct Member(int NameAt, int NameLength, int At, int Length, JsonKind Kind);

    [InlineArray(MembersMax)]
    private struct Members
    {
        private Member _first;
    }
}
