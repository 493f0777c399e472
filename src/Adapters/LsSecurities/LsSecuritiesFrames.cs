using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.LsSecurities;

/// <summary>
/// Frames of LS Securities' Open API for Korean shares; all values are strings, members come in any order:
/// <code>
/// {"header":{"tr_cd":"S3_","tr_key":"005930"},"body":{"chetime":"090851","price":"55550","cvolume":"1","cgubun":"+",..}}       a trade: S3_ KOSPI, K3_ KOSDAQ; + the taker bought
/// {"header":{"tr_cd":"H1_","tr_key":"005930"},"body":{"hotime":"084242","offerho1":"72400","offerrem1":"32616","bidho1":..,"bidrem1":..,..}}    ten levels a side, whole: H1_, HA_
/// {"header":{"tr_cd":"S3_","tr_key":"005930","rsp_cd":"00000","rsp_msg":".."}}                                                an answer to a subscription
/// </code>
/// A level with the price 0 is none. Times are those of the day in Seoul, to the second (<see cref="BookRules.TimesLackDate"/>); a book's stands for its number.
/// </summary>
internal static class LsSecuritiesFrames
{
    private const int Levels = 10;
    private const int Fields = 4 * Levels;
    private const int SeoulHours = 9;
    private const long NsPerSecond = 1_000_000_000;

    private enum Message : byte
    {
        None,
        Book,
        Trade,
        Unwanted,
        Unknown,
    }

    public static DriftKind Decode(ReadOnlySpan<byte> frame, ListingTable listings, FrameContent content)
    {
        var scanner = new FrameScanner(frame);
        var message = Message.None;
        Listing? listing = null;
        var (isAnswer, isRefused) = (false, false);
        var bodyAt = -1;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("header"u8))
                ReadHeader(ref scanner, listings, out message, out listing, out isAnswer, out isRefused);
            else if (name.SequenceEqual("body"u8) && scanner.Kind == JsonKind.Object)
                bodyAt = LevelText.Later(ref scanner);
            else
                scanner.Skip();
        }

        if (!scanner.IsWhole || message == Message.None && !isAnswer)
            return DriftKind.BrokenFrame;
        if (isRefused)
        {
            // Of a book: trades that are refused are no reason to doubt one. An answer without a name (a token that has ended) may be about any.
            if (message is Message.Book or Message.None)
                content.Begin(PartKind.Refused, listing?.Id ?? ListingId.None);
            return DriftKind.VenueError;
        }

        if (isAnswer || message == Message.Unwanted)
            return DriftKind.None;
        if (message == Message.Unknown)
            return DriftKind.UnknownMessage;
        if (bodyAt < 0)
            return DriftKind.BrokenFrame;
        if (listing is null)
            return DriftKind.UnknownSymbol;
        var body = scanner.At(bodyAt);
        return message == Message.Book ? ReadBook(ref body, listing, content) : ReadTrade(ref body, listing, content);
    }

    private static void ReadHeader(ref FrameScanner scanner, ListingTable listings, out Message message, out Listing? listing, out bool isAnswer, out bool isRefused)
    {
        (message, listing, isAnswer, isRefused) = (Message.None, null, false, false);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (scanner.TakeNull())
                continue;
            if (name.SequenceEqual("tr_cd"u8))
            {
                scanner.Text(out var word);
                message = MessageOf(word);
            }
            else if (name.SequenceEqual("tr_key"u8))
            {
                // Keys of other markets are filled up with blanks.
                scanner.Text(out var key);
                listing = listings.TryFind(FeedVenue.LsSecurities, key.TrimEnd((byte)' '), out var found) ? found : null;
            }
            else if (name.SequenceEqual("rsp_cd"u8))
            {
                isAnswer = scanner.Text(out var code);
                isRefused = !code.SequenceEqual("00000"u8);
            }
            else
                scanner.Skip();
        }
    }

    private static DriftKind ReadBook(ref FrameScanner scanner, Listing listing, FrameContent content)
    {
        Span<long> values = stackalloc long[Fields];
        var seen = 0L;
        long time = -1;
        ref var part = ref content.Begin(PartKind.BookSnapshot, listing.Id);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            var field = FieldOf(name);
            if (field >= 0)
            {
                seen |= 1L << field;
                if (field % 2 == 0)
                    scanner.Decimal(listing.PriceScale, out values[field], out _);
                else
                    scanner.Quantity(listing.QuantityScale, out values[field], out _);
            }
            else if (name.SequenceEqual("hotime"u8))
                time = TakeTime(ref scanner);
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || seen != (1L << Fields) - 1 || time < 0)
            return DriftKind.BrokenFrame;
        part.EventTime = LevelText.TimeOfDay(time, SeoulHours);
        part.LastSequence = time * NsPerSecond;
        for (var i = 0; i < Fields; i += 2)
        {
            if (values[i] < 0 || values[i + 1] < 0)
                return DriftKind.BrokenFrame;
            if (values[i] > 0 && values[i + 1] > 0)
                content.AddLevel(i < Fields / 2 ? Side.Sell : Side.Buy, values[i], listing.PriceScale, values[i + 1], listing.QuantityScale);
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        part.IsCapped = scanner.IsCapped;
        return DriftKind.None;
    }

    private static DriftKind ReadTrade(ref FrameScanner scanner, Listing listing, FrameContent content)
    {
        var trade = default(TradePrint);
        var (seen, drift) = (0, DriftKind.None);
        ref var part = ref content.Begin(PartKind.Trades, listing.Id);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("price"u8))
            {
                seen |= 1;
                scanner.Decimal(listing.PriceScale, out trade.Price, out _);
            }
            else if (name.SequenceEqual("cvolume"u8))
            {
                seen |= 2;
                scanner.Decimal(listing.QuantityScale, out trade.Quantity, out _);
            }
            else if (name.SequenceEqual("cgubun"u8))
            {
                seen |= 4;
                scanner.Text(out var word);
                trade.Aggressor = word.SequenceEqual("-"u8) ? Side.Sell : Side.Buy;
                if (trade.Aggressor == Side.Buy && !word.SequenceEqual("+"u8))
                    drift = DriftKind.UnknownWord;
            }
            else if (name.SequenceEqual("chetime"u8))
            {
                seen |= 8;
                var time = TakeTime(ref scanner);
                if (time >= 0)
                    trade.Time = LevelText.TimeOfDay(time, SeoulHours);
            }
            else
                scanner.Skip();
        }

        part.HasMisfit = scanner.Misfit != DecimalTextError.None;
        content.AddTrade(in trade);
        return scanner.HasFailed || seen != 15 ? DriftKind.BrokenFrame : drift;
    }

    /// <summary>Takes <c>HHMMSS</c>, with hundredths behind it or not, as seconds of the day; less than zero, and the scanner has failed, where it is none.</summary>
    private static long TakeTime(ref FrameScanner scanner)
    {
        var time = -1L;
        if (scanner.Text(out var text) && text.Length is 6 or 8 && DecimalText.TryParse(text[..6], 0, out var digits) == DecimalTextError.None)
        {
            var (hour, minute, second) = (digits / 10_000, digits / 100 % 100, digits % 100);
            if (digits >= 0 && hour < 24 && minute < 60 && second < 60)
                time = hour * 3_600 + minute * 60 + second;
        }

        if (time < 0)
            scanner.Fail();
        return time;
    }

    /// <summary>Where a member stands among 40: asks first, then bids; of each level the price, then what rests there. Less than zero for all others.</summary>
    private static int FieldOf(ReadOnlySpan<byte> name)
    {
        var start = name.StartsWith("offerho"u8) ? 0 : name.StartsWith("offerrem"u8) ? 1 : name.StartsWith("bidho"u8) ? Fields / 2 : name.StartsWith("bidrem"u8) ? Fields / 2 + 1 : -1;
        if (start < 0)
            return -1;
        var number = name[(start switch { 0 => 7, 1 => 8, Fields / 2 => 5, _ => 6 })..];
        var level = number.Length switch
        {
            1 => number[0] - '0',
            2 when number[0] == '1' && number[1] == '0' => Levels,
            _ => 0,
        };
        return level is >= 1 and <= Levels ? start + 2 * (level - 1) : -1;
    }

    private static Message MessageOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("S3_"u8) || word.SequenceEqual("K3_"u8))
            return Message.Trade;
        if (word.SequenceEqual("H1_"u8) || word.SequenceEqual("HA_"u8))
            return Message.Book;

        // Other books of the same share (NXT, both markets together), best quotes, auctions, halts, and states of the markets: nobody asks for them.
        return word.SequenceEqual("NS3"u8) || word.SequenceEqual("US3"u8) || word.SequenceEqual("NH1"u8) || word.SequenceEqual("UH1"u8) || word.SequenceEqual("S2_"u8) || word.SequenceEqual("KS_"u8)
            || word.SequenceEqual("YS3"u8) || word.SequenceEqual("YK3"u8) || word.SequenceEqual("VI_"u8) || word.SequenceEqual("JIF"u8)
            ? Message.Unwanted
            : word.IsEmpty ? Message.None : Message.Unknown;
    }
}
