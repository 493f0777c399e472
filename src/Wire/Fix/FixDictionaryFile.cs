using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Rialto.Wire.Fix;

/// <summary>Reads QuickFIX's XML format. Cold: once at start.</summary>
internal sealed class FixDictionaryFile
{
    private const int MaxDepth = 16;

    private readonly Dictionary<string, FixFieldRule> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _components = new(StringComparer.Ordinal);

    private FixDictionaryFile(XElement root)
    {
        foreach (var field in Part(root, "fields").Elements("field"))
        {
            var name = Name(field);
            if (!_fields.TryAdd(name, Rule(field, name)))
                throw new InvalidDataException($"Field {name} is defined twice.");
        }

        foreach (var component in root.Element("components")?.Elements("component") ?? [])
            _components[Name(component)] = component;
    }

    public static FixDictionary Read(Stream xml)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(xml, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            root = XElement.Load(reader);
        }
        catch (XmlException problem)
        {
            throw new InvalidDataException($"The FIX dictionary is no XML: {problem.Message}", problem);
        }

        var file = new FixDictionaryFile(root);
        var messages = new Dictionary<ulong, FixScope>();
        foreach (var message in Part(root, "messages").Elements("message"))
        {
            var key = FixMsgType.Key(Encoding.ASCII.GetBytes(Attribute(message, "msgtype")));
            if (key == 0 || !messages.TryAdd(key, file.Scope(message)))
                throw new InvalidDataException($"Message {Name(message)} has a msgtype that cannot be, or is another's.");
        }

        return new FixDictionary(file.Scope(Part(root, "header")), file.Scope(Part(root, "trailer")), messages, file._fields.Values.Select(field => field.Tag));
    }

    private FixScope Scope(XElement element, int depth = 0)
    {
        var name = element.Attribute("name")?.Value ?? element.Name.LocalName;
        var members = new List<FixMember>();
        Gather(element, true, members, name, depth);
        if (element.Name.LocalName == "group" && members.Count == 0)
            throw new InvalidDataException($"Group {name} has no fields.");
        return new FixScope(members, name);
    }

    // What a component that is not required requires is not required either.
    private void Gather(XElement element, bool mayRequire, List<FixMember> members, string place, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException($"What is in {place} is nested too deeply.");
        foreach (var child in element.Elements())
        {
            var name = Name(child);
            var required = child.Attribute("required")?.Value ?? "N";
            if (child.Name.LocalName == "component")
            {
                if (!_components.TryGetValue(name, out var component))
                    throw new InvalidDataException($"Component {name} in {place} is not defined.");
                Gather(component, mayRequire && required == "Y", members, place, depth + 1);
                continue;
            }

            if (child.Name.LocalName is not ("field" or "group"))
                throw new InvalidDataException($"<{child.Name.LocalName}> in {place} is not known.");
            members.Add(new FixMember(Field(name, place), mayRequire && required == "Y", Condition(child, required, place), child.Name.LocalName == "group" ? Scope(child, depth + 1) : null));
        }
    }

    private FixCondition? Condition(XElement child, string required, string place)
    {
        if (child.Attribute("when")?.Value is not { } when)
            return null;
        if (required != "C")
            throw new InvalidDataException($"{Name(child)} in {place} says when it is required, but required is not C.");
        var equals = when.IndexOf('=', StringComparison.Ordinal);
        var values = equals < 0 ? FixValueSet.Any : new FixValueSet(when[(equals + 1)..].Split(','));
        return new FixCondition(Field(equals < 0 ? when : when[..equals], place).Tag, values);
    }

    private FixFieldRule Field(string name, string place) =>
        _fields.TryGetValue(name, out var field) ? field : throw new InvalidDataException($"Field {name} in {place} is not defined.");

    private static FixFieldRule Rule(XElement field, string name)
    {
        if (!int.TryParse(Attribute(field, "number"), NumberStyles.None, CultureInfo.InvariantCulture, out var tag) || tag == 0)
            throw new InvalidDataException($"Field {name} has no number.");
        if (FixTypes.Of(Attribute(field, "type")) is not { } type)
            throw new InvalidDataException($"Field {name} has a type that is not known: {Attribute(field, "type")}.");
        var values = field.Attribute("allowOtherValues")?.Value == "Y" ? [] : field.Elements("value").Select(value => Attribute(value, "enum"));
        return new FixFieldRule(tag, type, new FixValueSet(values), Bound(field, "min", long.MinValue), Bound(field, "max", long.MaxValue));
    }

    private static long Bound(XElement field, string name, long none)
    {
        if (field.Attribute(name)?.Value is not { } text)
            return none;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound)
            ? bound : throw new InvalidDataException($"Field {Name(field)}: {name} is no whole number.");
    }

    private static XElement Part(XElement root, string name) => root.Element(name) ?? throw new InvalidDataException($"The FIX dictionary has no <{name}>.");

    private static string Name(XElement element) => Attribute(element, "name");

    private static string Attribute(XElement element, string name) =>
        element.Attribute(name)?.Value ?? throw new InvalidDataException($"A <{element.Name.LocalName}> in the FIX dictionary has no {name}.");
}
