using System.Buffers;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>The views of algo orders as a section of saved views: each with its last events and children, then the order in which they ended. Cold.</summary>
internal static class AlgosSection
{
    private const string Impossible = "the algo orders of the views are impossible";

    public static void Save(ExchangeViews views, IBufferWriter<byte> target)
    {
        var algos = views.Algos;
        if (algos.All.Count == 0)
            return;
        var to = new FieldWriter(target);
        to.Add(algos.All.Count);
        foreach (var algo in algos.All)
        {
            to.Add(algo.Accepted);
            to.Add(algo.Changed);
            to.Add(algo.Sliced);
            to.Add(algo.Progressed);
            to.Add(algo.ChildCount);
            var children = algos.ChildrenOf(algo.Id);
            to.Add(children.Count);
            foreach (var child in children)
                to.Add(child);
        }

        to.Add(algos.EndedInOrder.Count);
        foreach (var ended in algos.EndedInOrder)
            to.Add(ended);
    }

    /// <returns>What is wrong, or null.</returns>
    public static string? Load(ExchangeViews views, FieldReader from)
    {
        var algos = views.Algos;
        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var algo = new AlgoPicture(
                from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>(), from.Read<ExchangeEvent>(), from.Read<long>());
            var children = new OrderId[Math.Clamp(from.Read<int>(), 0, AlgosView.MaxChildren)];
            for (var i = 0; i < children.Length; i++)
                children[i] = from.Read<OrderId>();
            if (algo.Accepted.Kind != EventKind.AlgoAccepted || algo.Id == AlgoId.None || algo.Accepted.Pace.IntervalMs < AlgoPace.MinIntervalMs || algo.Accepted.ExpireTime <= algo.Accepted.StartTime || algos.Find(algo.Id) is not null || views.Find(algo.Accepted.Instrument) is null)
                return Impossible;
            algos.Restore(algo, children);
        }

        for (var left = from.Read<int>(); left > 0 && !from.IsShort; left--)
        {
            var ended = from.Read<long>();
            if (algos.Find(new AlgoId(ended)) is not { HasEnded: true })
                return Impossible;
            algos.Ended(ended);
        }

        return from.IsWhole ? null : Impossible;
    }
}
