using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>Commands and events about fees as scenarios have them. Volumes have two decimals, as the usual assets do.</summary>
internal sealed class FeeText(Vocabulary words, Instrument instrument, Queue<string> tokens, Dictionary<string, string> options)
{
    public Command Read(string verb) => verb switch
    {
        "fee-tier" => Tier(),
        "fee-weight" => Command.SetVolumeWeight(new VolumeWeight(words.Asset(tokens.Dequeue()).Id, Number("multiplier"), Number("divisor"))),
        "fee-account-tier" => AccountTier(),
        "promotion" => Promotion(),
        _ => Maker(),
    };

    public static string Of(in ExchangeEvent e)
    {
        var name = e.ClientOrderId.IsEmpty ? "" : $" {e.ClientOrderId}";
        return e.Kind switch
        {
            EventKind.FeesRated => $"{Vocabulary.NameOf(e.Owner)} has tier {e.FeeTierNumber}{(e.IsTierFixed ? ", fixed" : "")}: volume {Volume(e.Volume)}, made {Volume(e.MadeVolume)}{(e.OpenNs == 0 ? "" : $", quoted {Time(e.QuotedNs)} of {Time(e.OpenNs)}")}",
            EventKind.FeeDayEnded when e.Owner.Value == 0 => $"fee day {e.OrderId} ended, {e.ExpireTime.ToDateTimeUtc():yyyy-MM-dd} began",
            EventKind.FeeDayEnded => $"{Vocabulary.NameOf(e.Owner)} quoted {Time(e.QuotedNs)} of {Time(e.OpenNs)}",
            _ => e.FeesKind switch
            {
                CommandKind.SetFeeTier => $"fee tier {e.FeeTierNumber}{name} {(e.IsFeeRemoval ? "removed" : "set")}",
                CommandKind.SetVolumeWeight => $"volume weight set to {e.Quantity}/{e.DisplayQuantity}",
                CommandKind.SetAccountTier => $"tier of {Vocabulary.NameOf(e.Owner)} {(e.IsFeeRemoval ? "automatic" : $"fixed at {e.FeeTierNumber}")}",
                CommandKind.SetPromotion => $"promotion{name} {(e.IsFeeRemoval ? "removed" : "set")}",
                _ => $"maker {Vocabulary.NameOf(e.Owner)} {(e.IsFeeRemoval ? "removed" : "set")}",
            },
        };
    }

    private static string Volume(long units) => DecimalText.Format(units, 2);

    private static string Time(long ns) => ns % 1_000_000_000 == 0 ? $"{ns / 1_000_000_000}s" : $"{ns}ns";

    private Command Tier()
    {
        var number = (int)Vocabulary.Number(tokens.Dequeue());
        if (Takes("remove"))
            return Command.RemoveFeeTier(number);
        var (name, volume, uptime, rates) = (Name(), Vocabulary.Scaled(options.Remove("volume", out var text) ? text : "0", 2), Ppm("uptime"), Rates());
        return Command.SetFeeTier(new FeeTier(number, name, volume, uptime, rates, Takes("subsidised")));
    }

    private Command AccountTier()
    {
        var account = Owner();
        return Takes("automatic") ? Command.ReleaseAccountTier(account) : Command.SetAccountTier(account, (int)Vocabulary.Number(tokens.Dequeue()), Moment("until"));
    }

    private Command Promotion()
    {
        if (Takes("remove"))
            return Command.RemovePromotion(instrument.Id);
        return Command.SetPromotion(new Promotion(instrument.Id, Name(), Moment("from"), Moment("until"), Rates(), Takes("subsidised")));
    }

    private Command Maker()
    {
        var account = Owner();
        if (Takes("remove"))
            return Command.RemoveMaker(account, instrument.Id);
        return Command.SetMaker(new MakerTerms(account, instrument.Id, Ppm("width"), new Quantity(Vocabulary.Scaled(options.Remove("size", out var size) ? size : "0", instrument.QuantityScale))));
    }

    private FeeRates Rates() => new(Ppm("maker"), Ppm("taker"), Ppm("auction"));

    private OwnerId Owner() => Vocabulary.Owner(options.Remove("owner", out var owner) ? owner : "alice");

    private Text36 Name() => options.Remove("name", out var name) ? Text36.Of(name) : default;

    private Timestamp Moment(string key) => options.Remove(key, out var text) ? words.Moment(text) : default;

    private long Number(string key) => options.Remove(key, out var text) ? Vocabulary.Number(text) : 0;

    private int Ppm(string key) => (int)Number(key);

    private bool Takes(string word)
    {
        var takes = tokens.TryPeek(out var token) && token == word;
        if (takes)
            tokens.Dequeue();
        return takes;
    }
}
