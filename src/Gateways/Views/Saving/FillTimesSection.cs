using System.Buffers;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>When the kept fills of every order were, which format 1 of the saved views does not have, as a section: of each order its id, how many, and the times, the newest first. Cold.</summary>
internal static class FillTimesSection
{
    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var to = new FieldWriter(target);
        foreach (var order in views.Orders.AllLive().Concat(views.Orders.AllFinished()))
        {
            if (order.FillCount == 0)
                continue;
            to.Add(order.Picture.OrderId.Value);
            to.Add(order.FillCount);
            for (var i = order.FillCount - 1; i >= 0; i--)
                to.Add(order.FillAt(i).Time.Nanoseconds);
        }
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        while (from.HasMore)
        {
            var id = new OrderId(from.Read<long>());
            var count = from.Read<int>();
            if (count < 1 || count > from.LeftBytes / sizeof(long))
                return $"the times of the fills of order {id} are impossible";
            // Where less is remembered than was saved, an order may be forgotten, and the older of its fills.
            var order = views.Orders.Find(id);
            for (var age = 0; age < count; age++)
            {
                var time = new Timestamp(from.Read<long>());
                if (order is not null && age < order.FillCount)
                    order.SetFillTime(age, time);
            }
        }

        return from.IsWhole ? null : "the times of fills are shorter or longer than they say";
    }
}
