using Rialto.Model.Accounts;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>All assets at one moment; immutable, any thread. Made anew when one is defined.</summary>
internal sealed class AssetDirectory
{
    private readonly Dictionary<Text36, Asset> _byCode;
    private readonly Dictionary<AssetId, Asset> _byId;

    private AssetDirectory(IReadOnlyList<Asset> all)
    {
        All = all;
        _byCode = all.ToDictionary(asset => asset.Code);
        _byId = all.ToDictionary(asset => asset.Id);
    }

    public static AssetDirectory Empty { get; } = new([]);

    /// <summary>In ascending id.</summary>
    public IReadOnlyList<Asset> All { get; }

    public Asset? Find(AssetId id) => _byId.GetValueOrDefault(id);

    public Asset? Find(ReadOnlySpan<char> code) => Text36.TryCreate(code, out var text) ? _byCode.GetValueOrDefault(text) : null;

    public static AssetDirectory Of(IEnumerable<Asset> assets) => new([.. assets.OrderBy(asset => asset.Id.Value)]);
}
