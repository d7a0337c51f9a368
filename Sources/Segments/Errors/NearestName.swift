/// The name of `names` that `name` most likely is a slip of: one edit in four characters, at least one edit.
func nearestName(to name: String, in names: some Sequence<String>) -> String? {
    let limit = max(1, name.unicodeScalars.count / 4)
    var nearest: (name: String, distance: Int)?
    for candidate in names {
        let distance = editDistance(name, candidate)
        if distance <= limit, distance < nearest?.distance ?? Int.max { nearest = (candidate, distance) }
    }
    return nearest?.name
}

/// How many scalars must be put in, taken out, changed or swapped with their neighbour to make `left` of `right`
/// (optimal string alignment).
private func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1]
        for j in right.indices {
            let change = last[j] + (left[i] == right[j] ? 0 : 1)
            var best = min(change, last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                best = min(best, beforeLast[j - 1] + 1)
            }
            row.append(best)
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
