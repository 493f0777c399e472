using System.Runtime.CompilerServices;
using Rialto.Trading.Numerics;

namespace Rialto.Trading.Signals.Trees;

/// <summary>
/// Answers of a <see cref="TreeModel"/>. Sums are bit for bit those of LightGBM: the same decisions and the same additions in the same order; transforms use <see cref="StableMath"/>, which may differ from the
/// C library that LightGBM is linked with in the last place. Small trees are answered from masks of their leaves (<see cref="LeafMasks{T}"/>); of others eight are walked at a time, without a branch at
/// their nodes, so that their loads overlap. Single-threaded; allocates nothing.
/// </summary>
public sealed class TreeEvaluator
{
    private const int Lanes = 8;

    private readonly TreeNode[] _nodes;
    private readonly TreeSlot[] _slots;
    private readonly double[] _values;
    private readonly int[] _roots;
    private readonly ILeafMasks? _masks;

    /// <summary>Makes an evaluator with room for one answer.</summary>
    public TreeEvaluator(TreeModel model) : this(model, isWalking: false)
    {
    }

    /// <summary>Makes one that walks all trees, where the other is to be compared with it.</summary>
    internal TreeEvaluator(TreeModel model, bool isWalking)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, _masks) = (model, isWalking ? null : model.Masks);
        (_nodes, _slots, _roots) = (model.Nodes, model.Slots, model.Roots);
        _values = new double[_slots.Length];
        _values[0] = double.NegativeInfinity;
    }

    /// <summary>Of what.</summary>
    public TreeModel Model { get; }

    /// <summary>The answer as the objective gives it: a value, a probability, one probability a class.</summary>
    /// <param name="features">One value for each of <see cref="TreeModel.FeatureNames"/>; not a number is missing.</param>
    /// <param name="outputs"><see cref="TreeModel.Outputs"/> numbers.</param>
    /// <exception cref="ArgumentException">A span of another length.</exception>
    public void Evaluate(ReadOnlySpan<double> features, Span<double> outputs)
    {
        EvaluateRaw(features, outputs);
        if (Model.IsAverage)
        {
            var iterations = Model.Trees / outputs.Length;
            foreach (ref var sum in outputs)
                sum /= iterations;
        }

        Transform(outputs);
    }

    /// <summary>The sums over trees, before the mean of a forest and the objective's transform.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public void EvaluateRaw(ReadOnlySpan<double> features, Span<double> outputs)
    {
        if (features.Length != Model.Features || outputs.Length != Model.Outputs)
            throw new ArgumentException($"The model takes {Model.Features} values and answers {Model.Outputs}, not {features.Length} and {outputs.Length}.");
        outputs.Clear();
        if (_masks is { } masks)
            masks.Add(features, outputs);
        else
            WalkAll(features, outputs);
    }

    private void WalkAll(ReadOnlySpan<double> features, Span<double> outputs)
    {
        Prepare(features);
        var roots = _roots;
        var tree = 0;
        var output = 0;
        Span<double> leaves = stackalloc double[Lanes];
        for (; tree + Lanes <= roots.Length; tree += Lanes)
        {
            WalkEight(_nodes, _values, roots.AsSpan(tree, Lanes), leaves);
            foreach (var leaf in leaves)
            {
                outputs[output] += leaf;
                output = output + 1 == outputs.Length ? 0 : output + 1;
            }
        }

        for (; tree < roots.Length; tree++)
        {
            outputs[output] += Walk(_nodes, _values, roots[tree]);
            output = output + 1 == outputs.Length ? 0 : output + 1;
        }
    }

    private void Transform(Span<double> outputs)
    {
        switch (Model.Objective)
        {
            case TreeObjective.Square:
                foreach (ref var x in outputs)
                    x = x >= 0 ? x * x : -x * x;
                break;
            case TreeObjective.Exponential:
                foreach (ref var x in outputs)
                    x = StableMath.Exp(x);
                break;
            case TreeObjective.Sigmoid:
                foreach (ref var x in outputs)
                    x = 1 / (1 + StableMath.Exp(-Model.SigmoidScale * x));
                break;
            case TreeObjective.Softplus:
                // ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).
                foreach (ref var x in outputs)
                    x = Math.Max(x, 0) + StableMath.Log(1 + StableMath.Exp(-Math.Abs(x)));
                break;
            case TreeObjective.Softmax:
                Softmax(outputs);
                break;
        }
    }

    private static void Softmax(Span<double> outputs)
    {
        var (largest, sum) = (outputs[0], 0.0);
        foreach (var x in outputs)
            largest = Math.Max(largest, x);
        foreach (ref var x in outputs)
        {
            x = StableMath.Exp(x - largest);
            sum += x;
        }

        foreach (ref var x in outputs)
            x /= sum;
    }

    /// <summary>Writes every slot that nodes look at.</summary>
    private void Prepare(ReadOnlySpan<double> features)
    {
        var slots = _slots.AsSpan(0, Model.PlainSlots);
        var (values, sets) = (_values, Model.Sets);
        for (var i = 1; i < slots.Length; i++)
            values[i] = slots[i].ValueOf(sets, features[slots[i].Feature]);
        foreach (var table in Model.Tables)
            table.Prepare(features, values);
    }

    private static void WalkEight(TreeNode[] nodes, double[] values, ReadOnlySpan<int> roots, Span<double> leaves)
    {
        var (a, b, c, d, e, f, g, h) = (roots[0], roots[1], roots[2], roots[3], roots[4], roots[5], roots[6], roots[7]);
        while (true)
        {
            // Slot zero is that of leaves: nothing but leaves, and all have arrived.
            ref readonly var node = ref nodes[a];
            var splits = node.Slot;
            a = Next(in node, values);
            node = ref nodes[b];
            splits |= node.Slot;
            b = Next(in node, values);
            node = ref nodes[c];
            splits |= node.Slot;
            c = Next(in node, values);
            node = ref nodes[d];
            splits |= node.Slot;
            d = Next(in node, values);
            node = ref nodes[e];
            splits |= node.Slot;
            e = Next(in node, values);
            node = ref nodes[f];
            splits |= node.Slot;
            f = Next(in node, values);
            node = ref nodes[g];
            splits |= node.Slot;
            g = Next(in node, values);
            node = ref nodes[h];
            splits |= node.Slot;
            h = Next(in node, values);
            if (splits == 0)
                break;
        }

        (leaves[0], leaves[1], leaves[2], leaves[3]) = (nodes[a].Threshold, nodes[b].Threshold, nodes[c].Threshold, nodes[d].Threshold);
        (leaves[4], leaves[5], leaves[6], leaves[7]) = (nodes[e].Threshold, nodes[f].Threshold, nodes[g].Threshold, nodes[h].Threshold);
    }

    private static double Walk(TreeNode[] nodes, double[] values, int place)
    {
        while (nodes[place].Slot != 0)
            place = Next(in nodes[place], values);
        return nodes[place].Threshold;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(in TreeNode node, double[] values) => node.Child + (values[node.Slot] <= node.Threshold ? 1 : 0);
}
