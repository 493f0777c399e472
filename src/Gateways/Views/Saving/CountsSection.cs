using System.Buffers;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>Counts since the journal's beginning that format 1 of the saved views does not have, as a section; behind that of baskets. Cold.</summary>
internal static class CountsSection
{
    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        if (views.Totals.BasketsFellShort != 0)
            new FieldWriter(target).Add(views.Totals.BasketsFellShort);
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        views.Totals.BasketsFellShort = from.Read<long>();
        return from.IsWhole && views.Totals.BasketsFellShort > 0 ? null : "the counts of the views are impossible";
    }

    /// <summary>Of views saved without it: what can be seen.</summary>
    public static void Estimate(ExchangeViews views) => views.Totals.BasketsFellShort = views.Baskets.All.Count(static basket => basket.Ended.CancelReason == CancelReason.BasketFellShort);
}
