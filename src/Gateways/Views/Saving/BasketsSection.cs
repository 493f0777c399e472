using System.Buffers;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>The views of baskets as a section of saved views: each with its events and what its legs traded, oldest first. Cold.</summary>
internal static class BasketsSection
{
    private const string Impossible = "the baskets of the views are impossible";

    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var baskets = views.Baskets.AtOnce;
        if (baskets.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(baskets.Count);
        foreach (var basket in baskets)
        {
            to.Add(basket.Started);
            to.Add(basket.Ended);
            to.Add(basket.Legs.Count);
            foreach (var leg in basket.Legs)
            {
                to.Add(leg.Entered);
                to.Add(leg.Filled);
                to.Add(leg.PriceSum);
                to.Add(leg.Fees);
                to.Add(leg.Multiplier);
                to.Add(leg.MoneyAsset);
            }
        }
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var (started, ended, count) = (from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>(), from.Read<int>());
            var legs = new List<BasketLegPicture>();
            while (legs.Count < count && count <= BasketTerms.MaxLegs && !from.IsShort)
                legs.Add(new BasketLegPicture(from.Read<ExchangeEvent>(), from.Read<long>(), from.Read<Int128>(), from.Read<long>(), from.Read<int>(), from.Read<AssetId>()));
            var isPossible = started.Kind == EventKind.BasketStarted && ended.Kind == EventKind.BasketEnded && started.BasketId != BasketId.None && started.BasketId == ended.BasketId
                && views.Baskets.Find(started.BasketId) is null && legs.Count == count && count >= 1 && legs.TrueForAll(leg => IsPossible(views, leg));
            if (!isPossible)
                return Impossible;
            views.Baskets.Keep(new BasketPicture(started, ended, legs));
        }

        CountsSection.Estimate(views);
        return from.IsWhole ? null : Impossible;
    }

    private static bool IsPossible(ExchangeViews views, BasketLegPicture leg) =>
        leg.Entered.Kind == EventKind.BasketLegEntered && views.Find(leg.Entered.Instrument) is not null && leg.Entered.Quantity.Units >= 1
        && leg.Filled >= 0 && leg.Filled <= leg.Entered.Quantity.Units && leg.PriceSum >= 0 && leg.Multiplier >= 1;
}
