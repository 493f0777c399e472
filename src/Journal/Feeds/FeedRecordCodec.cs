using System.Buffers.Binary;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Feeds;

/// <summary>
/// Feed events and listings on the disk, in the same shell as commands (<see cref="Segments.RecordCodec"/>), kinds 3 and 4.
/// <code>
///         0 CRC-32C of the record, this field as zero 4   4 words 1   5 kind 1   6 zero 2   8 words x 8 bytes
/// event   8 words: the 64 bytes of <see cref="FeedEvent"/>, its listing by its number in this recording
/// listing 0 number 4   4 complement 4   8 venue 1   9 kind 1   10 status 1   11 price scale 1   12 quantity scale 1   13 contract scale 1   14 exclusive 1   15 has limits 1
///        16 tick 8   24 lot 8   32 contract size 8   40 bytes of the texts 4 x 2   48 venue symbol, symbol, quote, contract unit: UTF-8, one behind the other   zeros to 8
///        then, where it has limits: smallest quantity 8   largest quantity 8   largest quantity at market 8   smallest notional in 10^-8 8
/// </code>
/// </summary>
internal static class FeedRecordCodec
{
    public const int HeaderBytes = 8;
    public const byte EventRecord = 3;
    public const byte ListingRecord = 4;
    public const int EventBytes = HeaderBytes + FeedEvent.SizeBytes;

    /// <summary>No text of a listing is longer; a venue's symbol never is, another is cut at a character.</summary>
    public const int TextBytesMax = 240;

    /// <summary>No record of a listing is longer.</summary>
    public const int ListingBytesMax = HeaderBytes + FixedBytes + 4 * TextBytesMax + LimitsBytes;

    private const int FixedBytes = 48;
    private const int LimitsBytes = 32;
    private const int TextLengthsAt = 40;
    private const int Texts = 4;
    private const ulong WithoutCrc = ~(ulong)uint.MaxValue;

    /// <summary>Writes an event; the target has <see cref="EventBytes"/>.</summary>
    public static void Encode(in FeedEvent told, Span<byte> target)
    {
        Blittable.ReadOnlyBytes(in told).CopyTo(target[HeaderBytes..]);
        Seal(target[..EventBytes], EventRecord);
    }

    /// <summary>Writes a listing; the target has <see cref="ListingBytesMax"/>.</summary>
    /// <returns>The record's length.</returns>
    public static int Encode(Listing listing, Span<byte> target)
    {
        target = target[..ListingBytesMax];
        target.Clear();
        var row = target[HeaderBytes..];
        BinaryPrimitives.WriteInt32LittleEndian(row, listing.Id.Value);
        BinaryPrimitives.WriteInt32LittleEndian(row[4..], listing.Complement.Value);
        (row[8], row[9], row[10]) = ((byte)listing.Venue, (byte)listing.Kind, (byte)listing.Status);
        (row[11], row[12], row[13]) = ((byte)listing.PriceScale, (byte)listing.QuantityScale, (byte)listing.ContractScale);
        row[14] = listing.IsExclusive ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(row[16..], listing.Tick.Units);
        BinaryPrimitives.WriteInt64LittleEndian(row[24..], listing.Lot.Units);
        BinaryPrimitives.WriteInt64LittleEndian(row[32..], listing.ContractSize);
        var at = FixedBytes;
        var lengths = row[TextLengthsAt..];
        foreach (var text in (ReadOnlySpan<string>)[listing.VenueSymbol, listing.Symbol, listing.Quote, listing.ContractUnit])
        {
            Encoding.UTF8.GetEncoder().Convert(text, row.Slice(at, TextBytesMax), flush: true, out _, out var bytes, out _);
            BinaryPrimitives.WriteUInt16LittleEndian(lengths, (ushort)bytes);
            lengths = lengths[2..];
            at += bytes;
        }

        at = (at + 7) / 8 * 8;
        if (listing.Limits != default)
        {
            row[15] = 1;
            Encode(listing.Limits, row.Slice(at, LimitsBytes));
            at += LimitsBytes;
        }

        Seal(target[..(HeaderBytes + at)], ListingRecord);
        return HeaderBytes + at;
    }

    /// <summary>Reads a record's shell; its checksum is right where this is true.</summary>
    /// <param name="source">From the record's first byte to the end of the batch's records.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="payload">What is in it.</param>
    /// <param name="length">The record's length; where it is not right, the bytes that speak for it, at most the source.</param>
    public static bool TryOpen(ReadOnlySpan<byte> source, out byte kind, out ReadOnlySpan<byte> payload, out int length)
    {
        payload = default;
        (kind, length) = (0, Math.Min(HeaderBytes, source.Length));
        if (source.Length < HeaderBytes + 8)
            return false;
        var head = BinaryPrimitives.ReadUInt64LittleEndian(source);
        var words = (int)(byte)(head >> 32);
        if (words == 0)
            return false;
        var whole = HeaderBytes + words * 8;
        length = Math.Min(whole, source.Length);
        if (whole > source.Length || head >> 48 != 0)
            return false;
        payload = source[HeaderBytes..length];
        kind = (byte)(head >> 40);
        return Crc32C.Append(Crc32C.Append(0, head & WithoutCrc), payload) == (uint)head;
    }

    /// <summary>Reads an event of a record whose checksum is right.</summary>
    /// <returns>False where it says what no event says.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, out FeedEvent told)
    {
        told = default;
        if (payload.Length != FeedEvent.SizeBytes)
            return false;
        payload.CopyTo(Blittable.Bytes(ref told));
        return told.Kind is >= FeedEventKind.BookCleared and <= FeedEventKind.Settled && told.Listing.Value >= 0;
    }

    /// <summary>Reads a listing of a record whose checksum is right.</summary>
    /// <returns>False where it says what no listing says.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> row, out Listing listing)
    {
        listing = null!;
        if (row.Length < FixedBytes)
            return false;
        var number = BinaryPrimitives.ReadInt32LittleEndian(row);
        var complement = BinaryPrimitives.ReadInt32LittleEndian(row[4..]);
        Span<int> lengths = stackalloc int[Texts];
        var total = FixedBytes;
        for (var i = 0; i < Texts; i++)
            total += lengths[i] = BinaryPrimitives.ReadUInt16LittleEndian(row[(TextLengthsAt + 2 * i)..]);
        if (number < 1 || complement < 0 || total > row.Length || lengths[0] is 0 or > Listing.VenueSymbolBytesMax
            || row[11] > DecimalText.MaxScale || row[12] > DecimalText.MaxScale || row[13] > DecimalText.MaxScale)
            return false;
        if (!TryDecode(row, (total + 7) / 8 * 8, out ListingLimits limits))
            return false;
        var at = FixedBytes;
        listing = new Listing(
            new ListingId(number), (FeedVenue)row[8], Text(row, lengths[0], ref at), Text(row, lengths[1], ref at), (ListingKind)row[9], row[11], row[12],
            new Price(BinaryPrimitives.ReadInt64LittleEndian(row[16..])), new Quantity(BinaryPrimitives.ReadInt64LittleEndian(row[24..])), Text(row, lengths[2], ref at), (ListingStatus)row[10])
        {
            ContractSize = BinaryPrimitives.ReadInt64LittleEndian(row[32..]),
            ContractScale = row[13],
            ContractUnit = Text(row, lengths[3], ref at),
            Complement = new ListingId(complement),
            IsExclusive = row[14] == 1,
            Limits = limits,
        };
        return true;
    }

    private static void Encode(in ListingLimits limits, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, limits.MinQuantity.Units);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], limits.MaxQuantity.Units);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], limits.MaxMarketQuantity.Units);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], limits.MinNotional);
    }

    // Records of older versions have none.
    private static bool TryDecode(ReadOnlySpan<byte> row, int at, out ListingLimits limits)
    {
        limits = default;
        if (row[15] == 0)
            return true;
        if (row[15] != 1 || row.Length < at + LimitsBytes)
            return false;
        row = row[at..];
        limits = new ListingLimits(
            new Quantity(BinaryPrimitives.ReadInt64LittleEndian(row)), new Quantity(BinaryPrimitives.ReadInt64LittleEndian(row[8..])), new Quantity(BinaryPrimitives.ReadInt64LittleEndian(row[16..])),
            BinaryPrimitives.ReadInt64LittleEndian(row[24..]));
        return limits.MinQuantity.Units >= 0 && limits.MaxQuantity.Units >= 0 && limits.MaxMarketQuantity.Units >= 0 && limits.MinNotional >= 0;
    }

    private static string Text(ReadOnlySpan<byte> row, int bytes, ref int at)
    {
        at += bytes;
        return Encoding.UTF8.GetString(row.Slice(at - bytes, bytes));
    }

    /// <summary>Puts the shell around a payload that is in place.</summary>
    public static void Seal(Span<byte> record, byte kind)
    {
        var head = (ulong)(record.Length - HeaderBytes) / 8 << 32 | (ulong)kind << 40;
        BinaryPrimitives.WriteUInt64LittleEndian(record, head | Crc32C.Append(Crc32C.Append(0, head), record[HeaderBytes..]));
    }
}
