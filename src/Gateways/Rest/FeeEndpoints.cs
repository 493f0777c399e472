using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Model.Fees;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Fee tiers, promotions, volumes and makers over REST (docs/reference/fees.md); each change is a command like any other.</summary>
internal static class FeeEndpoints
{
    private const Permissions Overseers = Permissions.Operate | Permissions.Audit;

    private static readonly string[] RateFields = ["name", "maker_fee_ppm", "taker_fee_ppm", "auction_fee_ppm", "subsidised"];
    private static readonly string[] TierFields = [.. RateFields, "min_volume", "min_uptime_ppm"];
    private static readonly string[] PromotionFields = [.. RateFields, "from", "until"];

    public static async ValueTask ScheduleAsync(RestCall call)
    {
        var schedule = await call.Services.FanOut.AskAsync(
            views => (Tiers: views.Fees.Tiers.Values.ToArray(), Weights: views.Fees.Weights.Values.ToArray(), Promotions: views.Fees.Promotions.Values.ToArray()), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (schedule, call.Services), static (json, at) =>
            FeeAnswer.WriteSchedule(json, at.schedule.Tiers, at.schedule.Weights, at.schedule.Promotions, at.Services)).ConfigureAwait(false);
    }

    public static async ValueTask SetTierAsync(RestCall call)
    {
        if (await TierAsync(call).ConfigureAwait(false) is not { } number)
            return;
        var before = await call.Services.FanOut.AskAsync(views => views.Fees.Tiers.GetValueOrDefault(number), call.Aborted).ConfigureAwait(false)
            ?? new FeeTier(number, default, 0, 0, default, false);
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, TierFields, out var problem) || !TryRates(body, before.Name, before.Rates, before.IsSubsidised, out var name, out var rates, out var subsidised, out problem)
            || !body.TryDecimal("min_volume", 0, before.MinVolume, out var volume, out problem) || !body.TryWhole("min_uptime_ppm", before.MinUptimePpm, out var uptime, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(call, Command.SetFeeTier(new FeeTier(number, name, volume, uptime, rates, subsidised)), ScheduleAsync).ConfigureAwait(false);
    }

    public static async ValueTask RemoveTierAsync(RestCall call)
    {
        if (await TierAsync(call).ConfigureAwait(false) is { } number)
            await SendAsync(call, Command.RemoveFeeTier(number), ScheduleAsync).ConfigureAwait(false);
    }

    public static async ValueTask SetWeightAsync(RestCall call)
    {
        if (call.Services.Views.Accounts.Assets.Find(call.PathText) is not { } asset)
        {
            await call.RefuseAsync(new Problem(RejectReason.AssetUnknown, $"There is no asset {call.PathText}.")).ConfigureAwait(false);
            return;
        }

        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, ["multiplier", "divisor"], out var problem) || !body.TryDecimal("multiplier", 0, null, out var multiplier, out problem)
            || !body.TryDecimal("divisor", 0, 1, out var divisor, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(call, Command.SetVolumeWeight(new VolumeWeight(asset.Id, multiplier, divisor)), ScheduleAsync).ConfigureAwait(false);
    }

    public static async ValueTask SetPromotionAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, PromotionFields, out var problem) || !TryRates(body, default, default, false, out var name, out var rates, out var subsidised, out problem)
            || !body.TryTime("from", out var from, out problem) || !body.TryTime("until", out var until, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(call, Command.SetPromotion(new Promotion(entry.Instrument.Id, name, from, until, rates, subsidised)), ScheduleAsync).ConfigureAwait(false);
    }

    public static async ValueTask RemovePromotionAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is { } entry)
            await SendAsync(call, Command.RemovePromotion(entry.Instrument.Id), ScheduleAsync).ConfigureAwait(false);
    }

    public static ValueTask TierOfAsync(RestCall call) => AboutAsync(call, FeeAnswer.WriteTier);

    public static ValueTask VolumesAsync(RestCall call) => AboutAsync(call, FeeAnswer.WriteVolumes);

    public static ValueTask MakerAsync(RestCall call) => AboutAsync(call, FeeAnswer.WriteMakers);

    /// <summary>Fixes a user's tier.</summary>
    public static async ValueTask SetTierOfAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Admin, Permissions.Admin).ConfigureAwait(false) is not { } owner)
            return;
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, ["tier", "until"], out var problem) || !body.TryDecimal("tier", 0, null, out var tier, out problem) || !body.TryTime("until", out var until, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else if (tier is < 0 or > FeeTier.MaxNumber)
            await call.RefuseAsync(Problem.Malformed("tier", $"Field 'tier' is 0 to {FeeTier.MaxNumber}.")).ConfigureAwait(false);
        else
            await SendAsync(call, Command.SetAccountTier(owner, (int)tier, until), TierOfAsync).ConfigureAwait(false);
    }

    /// <summary>Leaves a user's tier to volume and uptime again.</summary>
    public static async ValueTask ReleaseTierOfAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Admin, Permissions.Admin).ConfigureAwait(false) is { } owner)
            await SendAsync(call, Command.ReleaseAccountTier(owner), TierOfAsync).ConfigureAwait(false);
    }

    /// <summary>Registers a user to quote an instrument; size 0 ends it.</summary>
    public static async ValueTask SetMakerAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Admin, Permissions.Admin).ConfigureAwait(false) is not { } owner)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["symbol", "width_ppm", "size"], out var problem) || !body.TryText("symbol", out var symbol, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (call.Services.Directory.Find(symbol)?.Instrument is not { } instrument)
        {
            await call.RefuseAsync(new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}.") { Field = "symbol" }).ConfigureAwait(false);
            return;
        }

        if (!body.TryDecimal("size", instrument.QuantityScale, out var size, out problem) || !body.TryWhole("width_ppm", 0, 0, 1_000_000, out var width, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(
                call, size == 0 ? Command.RemoveMaker(owner, instrument.Id) : Command.SetMaker(new MakerTerms(owner, instrument.Id, width, new Quantity(size))), MakerAsync).ConfigureAwait(false);
    }

    private static async ValueTask AboutAsync(RestCall call, Action<System.Text.Json.Utf8JsonWriter, FeePicture, GatewayServices> write)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Overseers).ConfigureAwait(false) is not { } owner)
            return;
        var picture = await call.Services.FanOut.AskAsync(views => FeePicture.Take(views, owner), call.Aborted).ConfigureAwait(false);
        if (picture is null)
            await call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"{AccountAnswer.UserOf(owner, call.Services.Keys)} has no account.")).ConfigureAwait(false);
        else
            await call.AnswerAsync(200, (picture, call.Services, write), static (json, at) => at.write(json, at.picture, at.Services)).ConfigureAwait(false);
    }

    private static async ValueTask<int?> TierAsync(RestCall call)
    {
        if (int.TryParse(call.PathText, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= FeeTier.MaxNumber)
            return number;
        await call.RefuseAsync(Problem.Malformed("tier", $"A tier is 1 to {FeeTier.MaxNumber}.")).ConfigureAwait(false);
        return null;
    }

    private static bool TryRates(
        InstrumentBody body, Text36 usualName, FeeRates usual, bool usuallySubsidised, out Text36 name, out FeeRates rates, out bool subsidised, out Problem problem)
    {
        rates = usual;
        subsidised = usuallySubsidised;
        if (!body.TryText36("name", out name, out problem) || !body.TryWhole("maker_fee_ppm", usual.MakerPpm, out var maker, out problem)
            || !body.TryWhole("taker_fee_ppm", usual.TakerPpm, out var taker, out problem) || !body.TryWhole("auction_fee_ppm", usual.AuctionPpm, out var auction, out problem)
            || !body.TryFlag("subsidised", usuallySubsidised, out subsidised, out problem))
            return false;
        name = name.IsEmpty ? usualName : name;
        rates = new FeeRates(maker, taker, auction);
        return true;
    }

    private static async ValueTask SendAsync(RestCall call, Command command, Func<RestCall, ValueTask> answer)
    {
        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return;
        done.Return();
        await answer(call).ConfigureAwait(false);
    }
}
