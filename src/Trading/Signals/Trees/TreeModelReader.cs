using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Rialto.Trading.Signals.Trees;

/// <summary>
/// Reads LightGBM's text format. Header lines up to the first tree, one block for each tree, <c>end of trees</c>; what follows (importances, parameters) is not read. Every array is as long as the text has
/// numbers, and is then compared with what was claimed; the nodes of a tree must make a tree.
/// </summary>
internal sealed class TreeModelReader
{
    // What one model may be: far above what is trained, far below what would hurt.
    private const int FeaturesMax = 1 << 20;
    private const int OutputsMax = 1 << 12;

    private readonly TreeAssembly _assembly = new();
    private readonly TreeBlock _block = new();
    private TreeModelError _error;
    private string[] _names = [];
    private string _objective = "";
    private int _objectiveLine = 1;
    private int _classes;
    private int _outputs;
    private int _lastFeature = -1;
    private bool _isAverage;
    private bool _hasVersion;

    public bool TryRead(ReadOnlySpan<byte> text, [NotNullWhen(true)] out TreeModel? model, out TreeModelError error)
    {
        model = null;
        var lines = new TreeText(text);
        var isRead = TryReadHeader(ref lines) && TryReadTrees(ref lines);
        if (isRead && TryReadObjective(out var objective, out var scale))
        {
            model = new TreeModel(_assembly.Finish(_names, _outputs, objective, _objective, scale, _isAverage));
            error = default;
            return true;
        }

        error = _error;
        return false;
    }

    private bool TryReadHeader(ref TreeText lines)
    {
        if (!lines.TryRead(out var line) || !line.SequenceEqual("tree"u8))
            return Refuse(1, $"not a LightGBM model: the first line must be \"tree\", not {TreeText.Quote(line)}");
        while (lines.TryRead(out line))
        {
            var key = TreeText.KeyOf(line, out var value);
            if (key.SequenceEqual("Tree"u8))
                return TryFinishHeader(lines.Line) && TryBeginTree(value, lines.Line);
            if (line.SequenceEqual("end of trees"u8))
                return Refuse(lines.Line, "there is no tree");
            if (!TryReadHeaderLine(key, value, lines.Line))
                return false;
        }

        return Refuse(lines.Line, "the file ends in its header");
    }

    private bool TryReadHeaderLine(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int line)
    {
        if (key.SequenceEqual("version"u8))
        {
            _hasVersion = value.SequenceEqual("v2"u8) || value.SequenceEqual("v3"u8) || value.SequenceEqual("v4"u8);
            return _hasVersion || Refuse(line, $"version {TreeText.Quote(value)}: known are v2, v3 and v4");
        }

        if (key.SequenceEqual("num_class"u8))
            return TryCount(value, OutputsMax, line, "num_class", out _classes);
        if (key.SequenceEqual("num_tree_per_iteration"u8))
            return TryCount(value, OutputsMax, line, "num_tree_per_iteration", out _outputs);
        if (key.SequenceEqual("max_feature_idx"u8))
            return TryCount(value, FeaturesMax, line, "max_feature_idx", out _lastFeature, least: 0);
        if (key.SequenceEqual("objective"u8))
            (_objective, _objectiveLine) = (Encoding.UTF8.GetString(value), line);
        else if (key.SequenceEqual("feature_names"u8))
            _names = Encoding.UTF8.GetString(value).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        else if (key.SequenceEqual("average_output"u8))
            _isAverage = true;
        return true;
    }

    private bool TryFinishHeader(int line)
    {
        if (!_hasVersion)
            return Refuse(line, "the header has no version");
        if (_lastFeature < 0)
            return Refuse(line, "the header has no max_feature_idx");
        if (_classes == 0 || _outputs == 0)
            return Refuse(line, "the header has no num_class or no num_tree_per_iteration");
        return _names.Length == _lastFeature + 1 || Refuse(line, $"feature_names has {_names.Length} names, max_feature_idx says {_lastFeature + 1}");
    }

    private bool TryReadTrees(ref TreeText lines)
    {
        while (lines.TryRead(out var line))
        {
            if (line.IsEmpty)
                continue;
            var key = TreeText.KeyOf(line, out var value);
            if (line.SequenceEqual("end of trees"u8))
            {
                if (!TryFinishTree(lines.Line))
                    return false;
                return _assembly.Trees % _outputs == 0 || Refuse(lines.Line, $"{_assembly.Trees} trees are no whole iterations of {_outputs}");
            }

            if (key.SequenceEqual("Tree"u8))
            {
                if (!TryFinishTree(lines.Line) || !TryBeginTree(value, lines.Line))
                    return false;
            }
            else if (!_block.TryTake(key, value, lines.Line, out var reason))
            {
                return Refuse(lines.Line, reason);
            }
        }

        return Refuse(lines.Line, "the file ends before \"end of trees\"");
    }

    private bool TryBeginTree(ReadOnlySpan<byte> number, int line)
    {
        _block.Clear(line);
        return (TreeText.TryWhole(number, out var value) && value == _assembly.Trees) || Refuse(line, $"Tree={Encoding.UTF8.GetString(number)} where tree {_assembly.Trees} is due");
    }

    private bool TryFinishTree(int line)
    {
        if (_block.TryCheck(_names.Length, out var reason) && _assembly.TryAdd(_block, out reason))
            return true;
        return Refuse(_block.LineOf(reason, line), reason.Text);
    }

    private bool TryReadObjective(out TreeObjective objective, out double scale)
    {
        (objective, scale) = (TreeObjective.Identity, 1);
        var words = _objective.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length == 0 ? "" : words[0];
        objective = name switch
        {
            "" or "custom" or "none" or "regression_l1" or "huber" or "fair" or "quantile" or "mape" or "lambdarank" or "rank_xendcg" => TreeObjective.Identity,
            "regression" or "regression_l2" => words.Contains("sqrt") ? TreeObjective.Square : TreeObjective.Identity,
            "poisson" or "gamma" or "tweedie" => TreeObjective.Exponential,
            "binary" or "multiclassova" or "cross_entropy" or "xentropy" => TreeObjective.Sigmoid,
            "cross_entropy_lambda" or "xentlambda" => TreeObjective.Softplus,
            "multiclass" => TreeObjective.Softmax,
            _ => (TreeObjective)(-1),
        };
        if (objective < 0)
            return Refuse(_objectiveLine, $"objective \"{name}\" is not known");
        foreach (var word in words.Skip(1).Where(word => word.StartsWith("sigmoid:", StringComparison.Ordinal)))
        {
            if (!double.TryParse(word.AsSpan(8), NumberStyles.Float, CultureInfo.InvariantCulture, out scale) || !(scale > 0) || double.IsInfinity(scale))
                return Refuse(_objectiveLine, $"objective: {word} is no factor above zero");
        }

        if (name is "multiclass" or "multiclassova" && _classes != _outputs)
            return Refuse(_objectiveLine, $"objective {name}: {_classes} classes, but {_outputs} trees an iteration");
        return true;
    }

    private bool TryCount(ReadOnlySpan<byte> text, int most, int line, string name, out int value, int least = 1) =>
        (TreeText.TryWhole(text, out value) && value >= least && value <= most) || Refuse(line, $"{name}={TreeText.Quote(text)}: a whole number from {least} to {most} is due");

    private bool Refuse(int line, string reason)
    {
        _error = new TreeModelError(Math.Max(1, line), reason);
        return false;
    }
}
