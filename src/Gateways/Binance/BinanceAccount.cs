using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>account and rateLimit/order.</summary>
internal static class BinanceAccount
{
    // One basis point is a hundred millionths.
    private const int PpmPerBasisPoint = 100;

    public static async ValueTask<BinanceAnswer> StatusAsync(BinanceCall call)
    {
        var omitsZeros = call.Parameters.Flag("omitZeroBalances");
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var (owner, now) = (call.Owner, call.Binance.Gateways.Now);
        var (rights, balances, rates, updated) = await call.Binance.AskAsync(call, views =>
        {
            var account = views.Accounts.Find(owner);
            var held = account?.Balances.Select(static balance => new BalancePicture(balance.Asset, balance.Total, balance.Reserved)).ToArray() ?? [];
            return (account?.Account.Rights ?? AccountRights.None, held, HighestRates(views, owner, now), views.Time);
        }).ConfigureAwait(false);
        var assets = call.Binance.Gateways.Views.Accounts.Assets;
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("makerCommission"u8, rates.MakerPpm / PpmPerBasisPoint);
            json.WriteNumber("takerCommission"u8, rates.TakerPpm / PpmPerBasisPoint);
            json.WriteNumber("buyerCommission"u8, 0);
            json.WriteNumber("sellerCommission"u8, 0);
            BinanceCommission.WriteParts(json, "commissionRates"u8, rates, withSides: true);
            json.WriteBoolean("canTrade"u8, (rights & AccountRights.Trade) != 0 && call.Key!.May(Auth.Permissions.Trade));
            json.WriteBoolean("canWithdraw"u8, (rights & AccountRights.Withdraw) != 0);
            json.WriteBoolean("canDeposit"u8, (rights & AccountRights.Deposit) != 0);
            json.WriteBoolean("brokered"u8, false);
            json.WriteBoolean("requireSelfTradePrevention"u8, false);
            json.WriteBoolean("preventSor"u8, false);
            json.WriteUnixTime("updateTime"u8, updated, call.Microseconds);
            json.WriteString("accountType"u8, "SPOT"u8);
            json.WriteStartArray("balances"u8);
            foreach (var balance in balances)
            {
                if (assets.Find(balance.Asset) is not { } asset || (omitsZeros && balance.Total == Money.Zero))
                    continue;
                json.WriteStartObject();
                json.WriteText("asset"u8, asset.Code);
                json.WriteDecimal("free"u8, balance.Available.Units, asset.Scale);
                json.WriteDecimal("locked"u8, balance.Reserved.Units, asset.Scale);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("permissions"u8);
            json.WriteStringValue("SPOT"u8);
            json.WriteEndArray();
            json.WriteNumber("uid"u8, owner.Value);
            json.WriteEndObject();
        });
    }

    public static ValueTask<BinanceAnswer> OrderCountAsync(BinanceCall call)
    {
        if (call.Parameters.Refusal is { } refusal)
            return ValueTask.FromResult<BinanceAnswer>(refusal);
        var (count, options) = (call.Binance.Limits.OrdersOf(call.Owner), call.Binance.Options);
        return ValueTask.FromResult(BinanceAnswer.Of(json =>
        {
            json.WriteStartArray();
            BinanceCatalog.WriteRateLimit(json, "ORDERS"u8, "SECOND"u8, 10, options.OrdersPerTenSeconds, count.TenSeconds);
            BinanceCatalog.WriteRateLimit(json, "ORDERS"u8, "DAY"u8, 1, options.OrdersPerDay, count.Day);
            json.WriteEndArray();
        }));
    }

    // Rates are an instrument's; of an account as a whole there is no more to say than that none is higher.
    private static FeeRates HighestRates(ExchangeViews views, Model.Orders.OwnerId owner, Timestamp now)
    {
        FeeRates? highest = null;
        foreach (var instrument in views.Instruments)
        {
            if (views.Margin.Find(instrument.Instrument.Id) is not null)
                continue;
            var rates = BinanceCommission.RatesOf(views, instrument, owner, now);
            highest = highest is not { } known ? rates : new FeeRates(Math.Max(known.MakerPpm, rates.MakerPpm), Math.Max(known.TakerPpm, rates.TakerPpm), Math.Max(known.AuctionPpm, rates.AuctionPpm));
        }

        return highest ?? default;
    }
}
